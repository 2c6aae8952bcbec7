import * as v from 'valibot';
import { backoffMs } from '../std/backoff.ts';
import { type LiveHello, livePokeSchema } from './protocol.ts';

/** News on the mirror: its newest cursor. */
export interface Poke {
  readonly cursor: number;
  readonly inc: string;
}

export interface LiveOptions {
  /** `ws:` or `wss:`. */
  readonly url: string;
  readonly token: string;
  /** There may be news; null right after (re)connecting, as pokes may have been missed. */
  readonly onPoke: (poke: Poke | null) => void;
  /** The connection was lost; another one is tried by itself. */
  readonly onDown: () => void;
  /** How long silence is taken for life, in ms. The server's heartbeat comes every 20 s at most. */
  readonly silenceMs?: number;
  readonly retry?: { readonly firstMs: number; readonly mostMs: number };
}

/** Keeps a live connection until the returned function is called. Never throws. */
export function openLive(options: LiveOptions): () => void {
  const { url, token, onPoke, onDown, silenceMs = 45_000 } = options;
  const retry = options.retry ?? { firstMs: 1_000, mostMs: 60_000 };
  let socket: WebSocket | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let attempt = 0;
  let up = false;
  let closed = false;

  function connect(): void {
    try {
      const next = new WebSocket(url);
      socket = next;
      next.onopen = () => next.send(JSON.stringify({ token } satisfies LiveHello));
      next.onmessage = (event) => hear(next, event.data);
      next.onclose = () => lose(next);
      next.onerror = () => lose(next);
      watch(next);
    } catch {
      // An address that is none: settings can change, so this too is tried again.
      lose(socket);
    }
  }

  function hear(from: WebSocket, data: unknown): void {
    if (from !== socket) return;
    watch(from);
    const frame = parseFrame(data);
    if (frame === null) return;
    if (!up) {
      // The first frame, not the open socket, proves that the token was accepted.
      up = true;
      attempt = 0;
      onPoke(null);
    }
    if ('poke' in frame) onPoke({ cursor: frame.poke.cursor, inc: frame.poke.inc });
  }

  /** A half-open connection says nothing for ever: silence counts as its end. */
  function watch(current: WebSocket): void {
    clearTimeout(timer);
    timer = setTimeout(() => lose(current), silenceMs);
  }

  function lose(gone: WebSocket | null): void {
    if (closed || gone !== socket) return;
    socket = null;
    clearTimeout(timer);
    detach(gone);
    if (up) onDown();
    up = false;
    timer = setTimeout(connect, backoffMs(attempt, retry));
    attempt += 1;
  }

  connect();
  return () => {
    closed = true;
    clearTimeout(timer);
    detach(socket);
    socket = null;
  };
}

function detach(socket: WebSocket | null): void {
  if (socket === null) return;
  socket.onopen = null;
  socket.onmessage = null;
  socket.onclose = null;
  // An error event without a listener is only noise, but closing a connecting socket makes one.
  socket.onerror = () => undefined;
  socket.close();
}

function parseFrame(data: unknown): v.InferOutput<typeof livePokeSchema> | null {
  if (typeof data !== 'string') return null;
  try {
    const parsed = v.safeParse(livePokeSchema, JSON.parse(data));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}
