import { upgradeWebSocket } from '@hono/node-server';
import { Hono } from 'hono';
import { describeRoute } from 'hono-openapi';
import type { WSContext } from 'hono/ws';
import * as v from 'valibot';
import { liveHelloSchema, livePokeSchema, problemSchema } from '../../../utils/mirror/protocol.ts';
import type { LiveHub, News } from '../live-hub.ts';
import type { MirrorPorts } from '../mirror-ports.ts';
import { parseJson } from '../parse-json.ts';
import { sameToken } from '../token.ts';
import { describeGuarded, jsonAnswer } from './describe.ts';

/** A worker lives 30 s without a message: well below that, with room for a slow line. */
const heartbeatMs = 15_000;
/** How long a socket may stay without having shown its token. */
const helloMs = 5_000;
/** Close codes of our own: the token was wrong or late; no such workspace. */
const closeUnauthorized = 4401;
const closeUnknown = 4404;
const closeGoingAway = 1001;

const describeSocket = describeRoute({
  summary: 'Pokes over a WebSocket; the first frame sent is the token.',
  responses: {
    101: jsonAnswer('Frames of this kind follow, a heartbeat at least every 20 s.', livePokeSchema),
    426: jsonAnswer('Not a WebSocket request.', problemSchema),
  },
});
const describeStream = describeGuarded({
  summary: 'Pokes as server-sent events: `poke`, and `bye` before the mirror stops.',
  responses: {
    200: { description: 'The stream.', content: { 'text/event-stream': { schema: { type: 'string' } } } },
  },
});

/** GET /v1/ws/:ws/live (before the token guard: it takes the token in its first frame) */
export function createSocketRoute(ports: MirrorPorts): Hono {
  return new Hono().get(
    '/v1/ws/:ws/live',
    describeSocket,
    upgradeWebSocket((c) => {
      const session = createSocketSession(ports, c.req.param('ws') ?? '');
      return {
        onOpen: (_event, socket) => session.open(socket),
        onMessage: ({ data }, socket) => void session.hear(socket, data),
        onClose: () => session.end(),
        onError: () => session.end(),
      };
    }),
    (c) => c.json({ error: 'Connect with a WebSocket.' }, 426, { Upgrade: 'websocket' }),
  );
}

interface SocketSession {
  open(socket: WSContext): void;
  hear(socket: WSContext, data: unknown): Promise<void>;
  end(): void;
}

function createSocketSession({ store, hub, token }: MirrorPorts, ws: string): SocketSession {
  let timer: NodeJS.Timeout | undefined;
  let leave: (() => void) | null = null;
  let greeted = false;
  let over = false;

  function end(): void {
    over = true;
    clearTimeout(timer);
    leave?.();
  }

  async function greet(socket: WSContext): Promise<void> {
    clearTimeout(timer);
    const state = await store.readWorkspace(ws);
    if (over) return;
    if (state === null) return socket.close(closeUnknown, 'no such workspace');
    const say = (frame: object): void => socket.send(JSON.stringify(frame));
    leave = hub.join(ws, {
      poke: ({ inc, cursor }) => say({ poke: { ws, cursor, inc } }),
      bye: () => socket.close(closeGoingAway, 'the mirror stops'),
    });
    // What came while the socket was opening would otherwise be noticed only at the next change.
    say({ poke: { ws, cursor: state.cursor, inc: state.inc } });
    timer = setInterval(() => say({ heartbeat: Date.now() }), heartbeatMs);
  }

  return {
    open(socket) {
      timer = setTimeout(() => socket.close(closeUnauthorized, 'no token'), helloMs);
    },
    async hear(socket, data) {
      if (greeted) return;
      greeted = true;
      const frame = parseJson(typeof data === 'string' ? data : '');
      const hello = v.safeParse(liveHelloSchema, frame.ok ? frame.value : null);
      if (!hello.success || !sameToken(hello.output.token, token)) {
        socket.close(closeUnauthorized, 'wrong token');
        return;
      }
      try {
        await greet(socket);
      } catch {
        socket.close(1011, 'the store does not answer');
      }
    },
    end,
  };
}

/** GET /v1/ws/:ws/live.sse */
export function createStreamRoute({ store, hub }: MirrorPorts): Hono {
  return new Hono().get('/v1/ws/:ws/live.sse', describeStream, async (c) => {
    const ws = c.req.param('ws');
    const state = await store.readWorkspace(ws);
    if (state === null) return c.json({ error: 'No such workspace.' }, 404);
    return c.body(createPokeStream(hub, ws, state), 200, {
      'Content-Type': 'text/event-stream',
      'X-Accel-Buffering': 'no',
    });
  });
}

/** Pokes that a client may leave unread before it is let go: its line is dead, or it reads nothing. */
const mostUnread = 100;
const encoder = new TextEncoder();

/**
 * The events of one client: where the workspace stands, then each change. Written into the stream itself:
 * Hono's helper puts two more of them between, for which each client would wait with every poke.
 */
function createPokeStream(hub: LiveHub, ws: string, state: News): ReadableStream<Uint8Array> {
  let timer: NodeJS.Timeout | undefined;
  let leave = (): void => {};
  let over = false;
  function end(): void {
    over = true;
    clearInterval(timer);
    leave();
  }
  return new ReadableStream({
    start(controller) {
      const say = (text: string): void => {
        if (over) return;
        if ((controller.desiredSize ?? 0) > -mostUnread) return controller.enqueue(encoder.encode(text));
        end();
        controller.error(new Error('the client does not read'));
      };
      const poke = ({ inc, cursor }: News): void =>
        say(`event: poke\ndata: ${JSON.stringify({ poke: { ws, cursor, inc } })}\n\n`);
      const bye = (): void => {
        say('event: bye\ndata: {}\n\n');
        if (over) return;
        end();
        controller.close();
      };
      timer = setInterval(() => say(': heartbeat\n\n'), heartbeatMs);
      leave = hub.join(ws, { poke, bye });
      poke(state);
    },
    cancel: end,
  });
}
