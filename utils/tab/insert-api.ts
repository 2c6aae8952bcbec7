import { browser } from 'wxt/browser';
import { insertPortName } from '../posting/limits.ts';

/** Our end of a port into one frame. */
export interface FramePort {
  postMessage(message: unknown): void;
  disconnect(): void;
  readonly onMessage: { addListener(listener: (message: unknown) => void): void };
  readonly onDisconnect: { addListener(listener: () => void): void };
}

/** What putting words into a tab's page takes of the browser; tests give their own. */
export interface InsertApi {
  /** Puts the script into every frame that we may enter; resolves to their ids, the tab's own (0) first. */
  inject(tabId: number): Promise<readonly number[]>;
  connect(tabId: number, frameId: number): FramePort;
  /** The address as far as the browser tells it; null where it does not. Rejects for a tab that is gone. */
  addressOf(tabId: number): Promise<string | null>;
  /** Calls back when another tab is shown in that tab's window; returns the unsubscriber. */
  onOtherTab(tabId: number, listener: () => void): () => void;
}

export function browserInsertApi(): InsertApi {
  const { tabs, scripting } = browser;
  return {
    async inject(tabId) {
      const frames = await scripting.executeScript({
        target: { tabId, allFrames: true },
        files: ['/page-insert.js'],
      });
      return frames.map(({ frameId }) => frameId).toSorted((a, b) => a - b);
    },
    connect: (tabId, frameId) => tabs.connect(tabId, { frameId, name: insertPortName }),
    addressOf: async (tabId) => (await tabs.get(tabId)).url ?? null,
    onOtherTab(tabId, listener) {
      const own = tabs.get(tabId).then(
        ({ windowId }) => windowId,
        () => null,
      );
      const hear = (shown: { tabId: number; windowId: number }): void => {
        if (shown.tabId === tabId) return;
        void own.then((windowId) => {
          if (windowId === shown.windowId) listener();
        });
      };
      tabs.onActivated.addListener(hear);
      return () => tabs.onActivated.removeListener(hear);
    },
  };
}
