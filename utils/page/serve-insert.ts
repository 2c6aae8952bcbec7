import { insertLimit, insertPortName } from '../posting/limits.ts';
import type { InsertOrder, InsertReport } from '../posting/page-insert.ts';
import { createInsertPicker } from './insert-picker.ts';

/** What we need of `chrome.runtime` inside a page; tests give their own. */
export interface PageRuntime {
  readonly id: string;
  readonly onConnect: {
    addListener(listener: (port: PagePort) => void): void;
    removeListener(listener: (port: PagePort) => void): void;
  };
}

interface PagePort {
  readonly name: string;
  readonly sender?: { readonly id?: string | undefined } | undefined;
  postMessage(message: InsertReport): void;
  readonly onMessage: { addListener(listener: (message: unknown) => void): void };
  readonly onDisconnect: { addListener(listener: () => void): void };
}

/**
 * Waits in one frame for the panel's port, and serves it until it goes. Only our own extension can open one
 * here, and nothing is told to the page. Returns what ends the waiting, for a script injected again.
 */
export function serveInsert(page: Document, runtime: PageRuntime): () => void {
  function onPort(port: PagePort): void {
    if (port.name !== insertPortName || port.sender?.id !== runtime.id) return;
    runtime.onConnect.removeListener(onPort);
    const picker = createInsertPicker({ page, report: (report) => port.postMessage(report) });
    port.onMessage.addListener((message) => {
      const order = parseInsertOrder(message);
      if (order !== null) picker.obey(order);
    });
    port.onDisconnect.addListener(picker.close);
  }
  runtime.onConnect.addListener(onPort);
  return () => runtime.onConnect.removeListener(onPort);
}

/** Without the schema library, which would be most of this script. */
function parseInsertOrder(message: unknown): InsertOrder | null {
  if (!isRecord(message)) return null;
  const { type, field, text, prefer } = message;
  if (type === 'leave' || type === 'undo') return { type };
  if (type === 'mark' && field === null) return { type, field };
  if ((type === 'mark' || type === 'choose') && typeof field === 'number') return { type, field };
  if (type !== 'pick' || typeof text !== 'string' || text.length > insertLimit) return null;
  if (!isRecord(prefer)) return { type, text, prefer: null };
  const { label, nth } = prefer;
  return typeof label === 'string' && typeof nth === 'number' ? { type, text, prefer: { label, nth } } : null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
