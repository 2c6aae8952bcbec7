import type { BrowserContext } from '@playwright/test';
import * as v from 'valibot';
import { createCommandChannel } from '../browser/command-channel.ts';

const targetsSchema = v.object({
  targetInfos: v.array(v.object({ targetId: v.string(), type: v.string(), url: v.string() })),
});
const heapSchema = v.object({ usedSize: v.number() });
const valueSchema = v.object({ result: v.object({ value: v.optional(v.unknown()) }) });

/** The extension's service worker, seen through the debugger. */
export interface WorkerTarget {
  /** What its JavaScript holds at this moment, in MB, with what a collection would free. */
  readHeapMb(): Promise<number>;
  collectGarbage(): Promise<void>;
  evaluate(expression: string): Promise<unknown>;
  /** Attached, it does not die of idleness. */
  detach(): Promise<void>;
}

/** Attaches to our worker, which must be running. */
export async function attachWorker(context: BrowserContext): Promise<WorkerTarget> {
  const session = await context.browser()?.newBrowserCDPSession();
  if (session === undefined) throw new Error('the browser cannot be debugged');
  const { targetInfos } = v.parse(targetsSchema, await session.send('Target.getTargets'));
  const target = targetInfos.find(
    ({ type, url }) => type === 'service_worker' && url.endsWith('/background.js'),
  );
  if (target === undefined) throw new Error('the worker does not run');
  const { targetId } = target;
  // Playwright knows no sessions below its own: frames are carried in frames.
  const { sessionId } = await session.send('Target.attachToTarget', { targetId, flatten: false });
  const channel = createCommandChannel((message) => {
    session.send('Target.sendMessageToTarget', { sessionId, message }).catch(() => channel.close());
  });
  session.on('Target.receivedMessageFromTarget', (event) => {
    if (event.sessionId === sessionId) channel.receive(event.message);
  });
  return {
    async readHeapMb() {
      return v.parse(heapSchema, await channel.send('Runtime.getHeapUsage')).usedSize / 2 ** 20;
    },
    async collectGarbage() {
      await channel.send('HeapProfiler.collectGarbage');
    },
    async evaluate(expression) {
      const answer = await channel.send('Runtime.evaluate', { expression, returnByValue: true });
      return v.parse(valueSchema, answer).result.value;
    },
    async detach() {
      await session.send('Target.detachFromTarget', { sessionId });
      await session.detach();
    },
  };
}
