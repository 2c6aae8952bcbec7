import * as v from 'valibot';
import type { PageSignal } from '../posting/page-signal.ts';
import type { LineApi, TabPort } from './watch-api.ts';

const pageSignalSchema: v.GenericSchema<unknown, PageSignal> = v.variant('type', [
  v.object({ type: v.literal('changed') }),
  v.object({ type: v.literal('leaving'), origin: v.pipe(v.string(), v.maxLength(300)) }),
]);

/** A standing line to what watches one tab's page. */
export interface PageLine {
  readonly tabId: number;
  /** Watches one more frame of the same page. */
  add(frameId: number): Promise<void>;
  /** For good; the page stops watching. `onGone` is not called. */
  close(): void;
}

/**
 * Puts the watcher into a tab's page and opens a line to it. Rejects as `executeScript` does where we may not.
 * `onGone`: the document that was watched is no more (a load, a closed tab).
 */
export async function openPageLine(
  tabId: number,
  { api, onSignal, onGone }: { api: LineApi; onSignal: (signal: PageSignal) => void; onGone: () => void },
): Promise<PageLine> {
  const ports = new Map<number, TabPort>();
  let closed = false;
  const open = async (frameId: number): Promise<void> => {
    if (closed || ports.has(frameId)) return;
    await api.watchFrame({ tabId, frameId });
    if (closed) return;
    const port = api.connect({ tabId, frameId });
    ports.set(frameId, port);
    port.onMessage.addListener((raw) => {
      const signal = v.safeParse(pageSignalSchema, raw);
      if (!closed && signal.success) onSignal(signal.output);
    });
    port.onDisconnect.addListener(() => {
      ports.delete(frameId);
      if (closed || frameId !== 0) return;
      closed = true;
      onGone();
    });
  };
  await open(0);
  return {
    tabId,
    add: open,
    close() {
      closed = true;
      for (const port of ports.values()) port.disconnect();
      ports.clear();
    },
  };
}
