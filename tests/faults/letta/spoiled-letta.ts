import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Bytes of an answer, with the pauses between them; `open`: the stream is never closed. */
export type SpoiledStream = Iterable<Buffer | string> & { readonly open?: boolean };

/** What stands between a real agent's answers and the client. Each is asked at every request. */
export interface Spoiler {
  /** The stream of a sent turn, made from its frames (each with its blank line); null: as it is. */
  readonly stream?: (frames: readonly string[]) => SpoiledStream | null;
  /** Another answer in place of the server's, which never hears of the request; null: none. */
  readonly refuse?: (asked: {
    readonly method: string;
    readonly path: string;
    readonly body: string;
  }) => { readonly status: number; readonly body: unknown } | null;
}

export interface SpoiledLetta {
  readonly url: string;
  set(spoiler: Spoiler): void;
  close(): Promise<void>;
}

/** A server of which every request is answered by `target`, but spoiled. */
export async function openSpoiledLetta(target: string): Promise<SpoiledLetta> {
  let spoiler: Spoiler = {};
  const server = createServer((asked, answered) => {
    void answer({ asked, answered, target, spoiler }).catch(() => answered.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port }: AddressInfo = Object(server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    set: (next) => void (spoiler = next),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer({
  asked,
  answered,
  target,
  spoiler,
}: {
  readonly asked: IncomingMessage;
  readonly answered: ServerResponse;
  readonly target: string;
  readonly spoiler: Spoiler;
}): Promise<void> {
  const { method = 'GET', url: path = '/', headers } = asked;
  const body = await readAll(asked);
  const refused = spoiler.refuse?.({ method, path, body: body.toString() }) ?? null;
  if (refused !== null) {
    answered.writeHead(refused.status, { 'content-type': 'application/json' });
    answered.end(JSON.stringify(refused.body));
    return;
  }
  const got = await new Promise<IncomingMessage>((resolve, reject) => {
    const upstream = request(new URL(path, target), { method, headers, agent: false }, resolve);
    upstream.on('error', reject);
    upstream.end(body);
  });
  const isTurn = method === 'POST' && /\/messages(\?|$)/.test(path);
  if (spoiler.stream === undefined || !isTurn || got.statusCode !== 200) {
    answered.writeHead(got.statusCode ?? 502, got.headers);
    got.on('error', () => answered.destroy());
    got.pipe(answered);
    return;
  }
  const frames = (await readAll(got)).toString().match(/[^]*?\n\n/g) ?? [];
  answered.writeHead(200, { 'content-type': 'text/event-stream' });
  await writeAll(answered, spoiler.stream(frames) ?? frames);
}

/** Writes no faster than the other side reads. */
async function writeAll(answered: ServerResponse, stream: SpoiledStream): Promise<void> {
  for (const piece of stream) {
    if (answered.destroyed) return;
    if (!answered.write(piece)) {
      await new Promise<void>((resolve) => {
        const go = (): void => {
          answered.off('drain', go).off('close', go);
          resolve();
        };
        answered.on('drain', go).on('close', go);
      });
    }
  }
  if (stream.open !== true) answered.end();
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}
