import { browser } from 'wxt/browser';
import * as v from 'valibot';
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

type Watch = PanelCommand & { type: 'watch' };

export interface PanelPortOptions {
  readonly onEvent: (event: PanelEvent) => void;
  /** The port dropped (the worker was stopped). It comes back by itself; nothing is lost meanwhile. */
  readonly onDown: () => void;
  /** A `watch` that is repeated to a new worker, as it would be asked now. */
  readonly toWatch?: (watch: Watch) => Watch;
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
  toWatch = (watch) => watch,
  connect = () => browser.runtime.connect({ name: panelPortName }),
  subscribe = onWake,
}: PanelPortOptions): PanelPort {
  const waiting = new Map<string, { command: PanelCommand; resolve(trouble: Trouble | null): void }>();
  let watch: Watch | null = null;
  let turnRuns = false;
  let mirrored = false;
  const line = createLine({ connect, onMessage: receive, onOpen: repeat, onDrop: dropped });
  const unsubscribe = subscribe(line.open);
  const pings = setInterval(() => {
    if (turnRuns) void command({ type: 'ping' });
  }, pingEveryMs);

  /** A new worker does not know what this panel shows; a repeated `watch` brings all it missed. */
  function repeat(): void {
    if (watch !== null && !waiting.has(watch.requestId)) line.post(toWatch(watch));
    for (const { command: unanswered } of waiting.values()) {
      line.post(unanswered.type === 'watch' ? toWatch(unanswered) : unanswered);
    }
  }

  function dropped(): void {
    onDown();
    if (waiting.size > 0 || turnRuns || mirrored) line.open();
  }

  function receive(raw: unknown): void {
    const parsed = v.safeParse(panelEventSchema, raw);
    if (!parsed.success) {
      console.error('messaging: the background sent something that is no event');
      return;
    }
    const event = parsed.output;
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

  function command(request: PanelRequest): Promise<Trouble | null> {
    const full: PanelCommand = { ...request, requestId: request.requestId ?? createId() };
    if (full.type === 'watch') {
      watch = full;
      turnRuns = false;
    }
    return new Promise((resolve) => {
      waiting.set(full.requestId, { command: full, resolve });
      if (line.isOpen()) line.post(full);
      else line.open();
    });
  }

  line.open();
  return {
    command,
    close() {
      clearInterval(pings);
      unsubscribe();
      line.close();
      waiting.clear();
    },
  };
}

interface Line {
  /** Connects where it is not connected. */
  open(): void;
  isOpen(): boolean;
  post(command: PanelCommand): void;
  /** For good. */
  close(): void;
}

/** One port at a time, opened again and again. */
function createLine({
  connect,
  onMessage,
  onOpen,
  onDrop,
}: {
  readonly connect: () => RuntimePort;
  readonly onMessage: (raw: unknown) => void;
  readonly onOpen: () => void;
  readonly onDrop: () => void;
}): Line {
  let port: RuntimePort | null = null;
  let closed = false;
  let retry: ReturnType<typeof setTimeout> | undefined;

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
    opened.onMessage.addListener(onMessage);
    opened.onDisconnect.addListener(() => {
      if (port !== opened) return;
      port = null;
      if (!closed) onDrop();
    });
    onOpen();
  }

  return {
    open,
    isOpen: () => port !== null,
    post(command) {
      try {
        port?.postMessage(command);
      } catch {
        // Dropped in this very moment: `onDrop` follows, and a new port repeats the command.
      }
    },
    close() {
      closed = true;
      clearTimeout(retry);
      port?.disconnect();
      port = null;
    },
  };
}
