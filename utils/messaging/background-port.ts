import * as v from 'valibot';
import type { Trouble } from '../chat/message.ts';
import { gatherPieces } from './gather-pieces.ts';
import { type PanelCommand, chatCommandSchema, type PanelEvent, panelPortName } from './panel-protocol.ts';
import type { PortSender, RuntimePort } from './port.ts';

/** Who waits for an answer, also where the command cannot be read. */
const askedSchema = v.object({ requestId: v.string() });

/** One connected panel. */
export interface Panel {
  post(event: PanelEvent): void;
  /** The session it shows; null until it said so. */
  readonly watched: () => string | null;
}

/** A panel with what it told of itself. */
interface KnownPanel extends Panel {
  watch(sessionId: string, windowId: number | null): void;
  readonly windowId: () => number | null;
}

export interface BackgroundPort {
  /** For `runtime.onConnect`. Ports of anything but our own pages are dropped. */
  accept(port: RuntimePort): void;
  /** To every panel. */
  broadcast(event: PanelEvent): void;
  /** To the panels that show this session. */
  tell(sessionId: string, event: PanelEvent): void;
  /** True where a panel shows this session. */
  isShown(sessionId: string): boolean;
  count(): number;
  /** The browser's window of the panel that shows this session; null where none does, or it is not known. */
  windowOf(sessionId: string): number | null;
}

export interface BackgroundPortOptions {
  /** Our own extension id and pages' origin, e.g. `chrome-extension://abc`. */
  readonly own: { readonly id: string; readonly origin: string };
  /** Acts on one command; the returned trouble (null: done) is the command's answer. */
  readonly onCommand: (command: PanelCommand, panel: Panel) => Promise<Trouble | null>;
  /** A panel came or went; `count` are connected now. */
  readonly onPanels: (count: number) => void;
}

/** The background's end of the panels' ports: validates, answers, broadcasts. */
export function createBackgroundPort({ own, onCommand, onPanels }: BackgroundPortOptions): BackgroundPort {
  const panels = new Map<RuntimePort, KnownPanel>();

  function accept(port: RuntimePort): void {
    if (port.name !== panelPortName || !isOwnPage(port.sender, own)) {
      port.disconnect();
      return;
    }
    const panel = createPanel(port);
    panels.set(port, panel);
    port.onMessage.addListener((raw) => void answer(panel, raw));
    port.onDisconnect.addListener(() => {
      panels.delete(port);
      onPanels(panels.size);
    });
    onPanels(panels.size);
  }

  async function answer(panel: KnownPanel, raw: unknown): Promise<void> {
    let trouble: Trouble | null;
    try {
      const chat = v.safeParse(chatCommandSchema, raw);
      const command = chat.success ? chat.output : await parseRare(raw);
      if (command.type === 'watch') panel.watch(command.sessionId, command.windowId ?? null);
      trouble = await onCommand(command, panel);
    } catch (error) {
      // A command that throws, or is none, is a bug of ours: unanswered, the panel would wait for ever, and say it
      // again to every new worker.
      console.error('messaging: a command failed', error);
      trouble = { reason: 'unknown', message: '', detail: String(error), retryAfterMs: null };
    }
    const asked = v.safeParse(askedSchema, raw);
    if (asked.success) panel.post({ type: 'reply', ...asked.output, trouble });
  }

  return {
    accept,
    broadcast(event) {
      for (const panel of panels.values()) panel.post(event);
    },
    tell(sessionId, event) {
      for (const panel of panels.values()) if (panel.watched() === sessionId) panel.post(event);
    },
    isShown: (sessionId) => [...panels.values()].some((panel) => panel.watched() === sessionId),
    count: () => panels.size,
    windowOf(sessionId) {
      const shown = [...panels.values()].filter((panel) => panel.watched() === sessionId);
      return shown.find((panel) => panel.windowId() !== null)?.windowId() ?? null;
    },
  };
}

async function parseRare(raw: unknown): Promise<PanelCommand> {
  const { rareCommandSchema } = await import('./rare-command.ts');
  const parsed = v.safeParse(rareCommandSchema, raw);
  // Not the issues themselves: they hold what was sent, and that may be a person's words.
  if (!parsed.success) throw new Error('no such command');
  return parsed.output;
}

function createPanel(port: RuntimePort): KnownPanel {
  let watched: string | null = null;
  let windowId: number | null = null;
  const post = gatherPieces((event) => {
    try {
      port.postMessage(event);
    } catch {
      // The panel closed between two events: `onDisconnect` follows, and the store has everything.
    }
  });
  return {
    post,
    watched: () => watched,
    windowId: () => windowId,
    watch(sessionId, ownWindowId) {
      watched = sessionId;
      windowId = ownWindowId;
    },
  };
}

function isOwnPage(sender: PortSender | undefined, own: { id: string; origin: string }): boolean {
  return sender?.id === own.id && sender.url !== undefined && sender.url.startsWith(`${own.origin}/`);
}
