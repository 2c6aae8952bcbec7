import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * What the line does to a request. `lost`: it never arrives; `ack-lost`: it arrives and is done, and the
 * connection breaks before the answer; `hold`: it never arrives and nobody says so (a half-open line);
 * `answer`: somebody else answers; `answer-after`: the same after the server did what was asked;
 * `reset`: the connection is reset after so many bytes of the body; `truncate`: a well-formed answer with
 * the first part of the body only; `delay`: everything comes later.
 */
export type LineFault =
  | { readonly how: 'lost' }
  | { readonly how: 'ack-lost' }
  | { readonly how: 'hold' }
  | { readonly how: 'answer'; readonly answer: CannedAnswer }
  | { readonly how: 'answer-after'; readonly answer: CannedAnswer }
  | { readonly how: 'reset'; readonly bytes: number }
  | { readonly how: 'truncate'; readonly bytes: number }
  | { readonly how: 'delay'; readonly ms: number };

export interface CannedAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface FaultyProxy {
  readonly url: string;
  /** `times`: for so many requests, null for ever; `null`: an honest line. Old lines are cut when it changes. */
  set(fault: LineFault | null, times?: number | null): void;
  /** How many requests the fault has met so far. */
  met(): number;
  /** Nothing moves in either direction, no line breaks, until `thaw`: a laptop with its lid closed. */
  freeze(): void;
  thaw(): void;
  /** Breaks every open connection, without a word. */
  cut(): void;
  close(): Promise<void>;
}

/** Opens a line to the HTTP server `target` that can be made faulty. Always on a free port. */
export async function openFaultyProxy(target: string): Promise<FaultyProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Duplex>();
  let fault: LineFault | null = null;
  let left = 0;
  let met = 0;
  let frozen = false;

  function take(): LineFault | null {
    if (fault === null || left <= 0) return null;
    left -= 1;
    met += 1;
    return fault;
  }

  function keep(socket: Duplex): void {
    sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
    if (frozen) socket.pause();
  }

  const server = createServer((asked, answered) => {
    const now = take();
    if (now === null) forward({ asked, answered, hostname, port, keep }, null);
    else misbehave({ asked, answered, hostname, port, keep }, now);
  });
  server.on('connection', keep);
  server.on('upgrade', (asked: IncomingMessage, socket: Socket, head: Buffer) => {
    const now = take();
    if (now?.how === 'answer')
      return socket.end(`HTTP/1.1 ${now.answer.status} No\r\nConnection: close\r\n\r\n`);
    if (now?.how === 'hold') return undefined;
    if (now !== null && now.how !== 'delay') return socket.destroy();
    const upstream = connect(Number(port), hostname, () => {
      upstream.write(toHead(asked));
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
    });
    keep(upstream);
    upstream.once('close', () => socket.destroy());
    socket.once('close', () => upstream.destroy());
    return undefined;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address: AddressInfo = Object(server.address());

  function cut(): void {
    for (const socket of sockets) socket.destroy();
  }
  return {
    url: `http://127.0.0.1:${address.port}`,
    set(next, times = null) {
      fault = next;
      left = next === null ? 0 : (times ?? Number.POSITIVE_INFINITY);
      met = 0;
      cut();
    },
    met: () => met,
    freeze() {
      frozen = true;
      for (const socket of sockets) socket.pause();
    },
    thaw() {
      frozen = false;
      for (const socket of sockets) socket.resume();
    },
    cut,
    close() {
      cut();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

interface Exchange {
  readonly asked: IncomingMessage;
  readonly answered: ServerResponse;
  readonly hostname: string;
  readonly port: string;
  readonly keep: (socket: Duplex) => void;
}

function misbehave(exchange: Exchange, fault: LineFault): void {
  const { asked, answered } = exchange;
  switch (fault.how) {
    case 'hold':
      asked.resume();
      return;
    case 'lost':
      asked.socket.destroy();
      return;
    case 'answer':
      asked.resume().once('end', () => say(answered, fault.answer));
      return;
    case 'delay':
      setTimeout(() => forward(exchange, null), fault.ms);
      return;
    case 'ack-lost':
    case 'answer-after':
    case 'reset':
    case 'truncate':
      forward(exchange, fault);
  }
}

type SpoilsAnswer = Extract<LineFault, { how: 'ack-lost' | 'answer-after' | 'reset' | 'truncate' }>;

function forward({ asked, answered, hostname, port, keep }: Exchange, fault: SpoilsAnswer | null): void {
  const { method, url: path, headers } = asked;
  const upstream = request({ host: hostname, port, method, path, headers, agent: false }, (got) => {
    if (fault === null) {
      answered.writeHead(got.statusCode ?? 502, got.headers);
      got.pipe(answered);
      got.once('error', () => answered.destroy());
      return;
    }
    spoil({ got, answered }, fault);
  });
  upstream.on('socket', keep);
  upstream.on('error', () => answered.socket?.destroy());
  answered.on('close', () => upstream.destroy());
  asked.pipe(upstream);
}

/** Lets the server do its work, and hands on less than it said. */
function spoil(
  { got, answered }: { readonly got: IncomingMessage; readonly answered: ServerResponse },
  fault: SpoilsAnswer,
): void {
  if (fault.how === 'reset') {
    let passed = 0;
    answered.writeHead(got.statusCode ?? 502, got.headers);
    got.on('data', (piece: Buffer) => {
      answered.write(piece.subarray(0, Math.max(0, fault.bytes - passed)));
      passed += piece.length;
      // A moment for the bytes to leave: a reset overtakes what is still in the buffer.
      if (passed >= fault.bytes) setTimeout(() => reset(answered), 20);
    });
    got.on('end', () => setTimeout(() => reset(answered), 20));
    return;
  }
  const pieces: Buffer[] = [];
  got.on('data', (piece: Buffer) => pieces.push(piece));
  got.on('end', () => {
    if (fault.how === 'ack-lost') reset(answered);
    if (fault.how === 'answer-after') say(answered, fault.answer);
    if (fault.how !== 'truncate') return;
    const body = Buffer.concat(pieces).subarray(0, fault.bytes);
    answered.writeHead(got.statusCode ?? 502, { 'content-type': got.headers['content-type'] ?? '' });
    answered.end(body);
  });
}

function reset(answered: ServerResponse): void {
  const { socket } = answered;
  if (socket === null) answered.destroy();
  else socket.resetAndDestroy();
}

function say(answered: ServerResponse, { status, headers = {}, body = '' }: CannedAnswer): void {
  answered.writeHead(status, { ...headers, 'content-length': String(Buffer.byteLength(body)) });
  answered.end(body);
}

/** The request line and headers as they came, to be said again. */
function toHead({ method, url, rawHeaders }: IncomingMessage): string {
  const lines = rawHeaders.flatMap((name, at) =>
    at % 2 === 0 ? [`${name}: ${rawHeaders[at + 1] ?? ''}`] : [],
  );
  return `${method ?? 'GET'} ${url ?? '/'} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
}
