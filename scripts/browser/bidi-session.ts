import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import * as v from 'valibot';
import { type CommandChannel, createCommandChannel } from './command-channel.ts';

const treeSchema = v.object({ contexts: v.array(v.object({ context: v.string(), url: v.string() })) });
const evaluatedSchema = v.variant('type', [
  v.object({
    type: v.literal('success'),
    result: v.object({ type: v.string(), value: v.optional(v.unknown()) }),
  }),
  v.object({ type: v.literal('exception'), exceptionDetails: v.object({ text: v.string() }) }),
]);

export interface BidiSession extends CommandChannel {
  /** Top-level contexts: the tabs, or with `chrome` the browser's own windows. */
  listContexts(scope?: 'chrome'): Promise<readonly { readonly context: string; readonly url: string }[]>;
  /** Runs JavaScript there, awaits its promise, returns a string, number, boolean or null. */
  evaluate(context: string, expression: string): Promise<unknown>;
  close(): void;
}

/** The address that Firefox prints once it listens. Rejects when it ends before that, or after `timeoutMs`. */
export function readBidiAddress(firefox: ChildProcess, timeoutMs: number): Promise<string> {
  return new Promise((done, fail) => {
    const timer = setTimeout(
      () => fail(new Error(`Firefox did not listen within ${timeoutMs} ms`)),
      timeoutMs,
    );
    firefox.once('error', fail);
    firefox.once('exit', (code) => fail(new Error(`Firefox ended at once (code ${code ?? 'none'})`)));
    if (firefox.stderr === null) throw new Error('Firefox was started without a pipe for its words');
    createInterface(firefox.stderr).on('line', (line) => {
      const address = /WebDriver BiDi listening on (ws:\/\/\S+)/.exec(line)?.[1];
      if (address === undefined) return;
      clearTimeout(timer);
      done(address);
    });
  });
}

/** Opens a WebDriver BiDi session: https://w3c.github.io/webdriver-bidi/ over one WebSocket. */
export async function openBidiSession(address: string): Promise<BidiSession> {
  const socket = new WebSocket(`${address}/session`);
  await new Promise<void>((done, fail) => {
    socket.addEventListener('open', () => done(), { once: true });
    socket.addEventListener('error', () => fail(new Error(`no WebDriver BiDi at ${address}`)), {
      once: true,
    });
  });
  const channel = createCommandChannel((frame) => socket.send(frame));
  socket.addEventListener('message', (event) => channel.receive(String(event.data)));
  socket.addEventListener('close', () => channel.close());
  await channel.send('session.new', { capabilities: {} });
  return {
    ...channel,
    async listContexts(scope) {
      const params = scope === undefined ? {} : { 'moz:scope': scope };
      return v.parse(treeSchema, await channel.send('browsingContext.getTree', params)).contexts;
    },
    async evaluate(context, expression) {
      const answer = v.parse(
        evaluatedSchema,
        await channel.send('script.evaluate', {
          expression,
          target: { context },
          awaitPromise: true,
          userActivation: true,
        }),
      );
      if (answer.type === 'exception') throw new Error(answer.exceptionDetails.text);
      return answer.result.value ?? null;
    },
    close: () => socket.close(),
  };
}
