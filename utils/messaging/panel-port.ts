import { browser } from 'wxt/browser';
import type { Trouble } from '../chat/message.ts';
import { createId } from '../chat/id.ts';
import {
  type PanelCommand,
  panelEventSchema,
  type PanelEvent,
  panelPortName,
  type PanelRequest,
} from './panel-protocol.ts';
import type { RuntimePort } from './port.ts';
import { onWake } from './wake-channel.ts';

/** Keeps a silent answer's worker alive: both browsers stop a worker 30 s after its last event. */
const pingEveryMs = 20_000;
/** Between attempts to connect where the browser refuses at once (an update is being installed). */
const reconnectMs = 1000;

export interface PanelPort {
  /** Resolves with the background's answer: null when done, else what stands in the way. */
  command(request: PanelRequest): Promise<Trouble | null>;
  /** Disconnects for good; unanswered commands stay unanswered. */
  close(): void;
}

export interface PanelPortOptions {
  readonly onEvent: (event: PanelEvent) => void;
  /** The port dropped (the worker was stopped). It comes back by itself; nothing is lost meanwhile. */
  readonly onDown: () => void;
  readonly connect?: () => RuntimePort;
  /** Subscribes to "a background runs again"; returns the unsubscriber. */
  readonly subscribe?: (listener: () => void) => () => void;
}

/**
 * The panel's end of the line. When the worker is stopped, the port drops: it is connected again at once
 * (which wakes the worker) where something is expected of the background: an unanswered command, a
 * running turn, a mirror. Else it sleeps, so that an idle panel lets the worker die, until the next
 * command, or until a worker that somebody else woke says so.
 */
export function connectPanel({
  onEvent,
  onDown,
  connect = () => browser.runtime.connect({ name: panelPortName }),
  subscribe = onWake,
}: PanelPortOptions): PanelPort {
  const waiting = new Map<string, { command: PanelCommand; resolve(trouble: Trouble | null): void }>();
  let port: RuntimePort | null = null;
  let watch: (PanelCommand & { type: 'watch' }) | null = null;
  let turnRuns = false;
  let mirrored = false;
  let closed = false;
  let retry: ReturnType<typeof setTimeout> | undefined;
  const unsubscribe = subscribe(() => open());
  const pings = setInterval(() => {
    if (turnRuns) void ask({ type: 'ping' });
  }, pingEveryMs);

  function open(): void {
    if (closed || port !== null) return;
    clearTimeout(retry);
    let opened: RuntimePort;
    try {
      opened = connect();
    } catch {
      // The extension is being replaced; the panel shows what the store has until it is back.
      retry = setTimeout(open, reconnectMs);
      return;
    }
    port = opened;
    opened.onMessage.addListener((raw) => receive(raw));
    opened.onDisconnect.addListener(() => dropped(opened));
    // A new worker does not know what this panel shows; a repeated `watch` brings all it missed.
    if (watch !== null && !waiting.has(watch.requestId)) post(watch);
    for (const { command } of waiting.values()) post(command);
  }

  function dropped(old: RuntimePort): void {
    if (port !== old) return;
    port = null;
    if (closed) return;
    onDown();
    if (waiting.size > 0 || turnRuns || mirrored) open();
  }

  function post(command: PanelCommand): void {
    try {
      port?.postMessage(command);
    } catch {
      // Dropped in this very moment: `onDisconnect` opens a new port, which repeats the command.
    }
  }

  function receive(raw: unknown): void {
    const parsed = panelEventSchema.safeParse(raw);
    if (!parsed.success) {
      console.error('messaging: the background sent something that is no event');
      return;
    }
    const event = parsed.data;
    if (event.type === 'reply') {
      waiting.get(event.requestId)?.resolve(event.trouble);
      waiting.delete(event.requestId);
      return;
    }
    if (event.type === 'turn' && event.sessionId === watch?.sessionId) {
      turnRuns = event.turn !== null && event.turn.state !== 'approval';
    }
    if (event.type === 'status') mirrored = event.status.mirror !== 'off';
    onEvent(event);
  }

  function ask(request: PanelRequest): Promise<Trouble | null> {
    const command: PanelCommand = { ...request, requestId: request.requestId ?? createId() };
    if (command.type === 'watch') {
      watch = command;
      turnRuns = false;
    }
    return new Promise((resolve) => {
      waiting.set(command.requestId, { command, resolve });
      if (port === null) open();
      else post(command);
    });
  }

  open();
  return {
    command: ask,
    close() {
      closed = true;
      clearInterval(pings);
      clearTimeout(retry);
      unsubscribe();
      port?.disconnect();
      port = null;
      waiting.clear();
    },
  };
}
