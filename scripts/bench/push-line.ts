import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { PushRequest } from '../../utils/mirror/protocol.ts';

/** One client's kept connection. */
export interface PushLine {
  /** Sends a request of `toPushBytes`. Rejects unless the mirror took it. */
  push(request: Buffer): Promise<void>;
  close(): void;
}

/** The whole request as it goes over the line, so that nothing is left to make once the clock runs. */
export function toPushBytes(
  { url, token }: { readonly url: string; readonly token: string },
  push: PushRequest,
): Buffer {
  const body = Buffer.from(JSON.stringify(push));
  const head = [
    'POST /v1/ws/default/push HTTP/1.1',
    `host: ${new URL(url).host}`,
    `authorization: Bearer ${token}`,
    'content-type: application/json',
    `content-length: ${body.length}`,
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]);
}

/** A client of a few lines: node's own would want more of the processor than the mirror does. */
export async function openPushLine(url: string): Promise<PushLine> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.setNoDelay(true);
  // `close` follows, and tells whoever waits.
  socket.on('error', () => undefined);
  return {
    push(request) {
      const answered = readAnswer(socket);
      socket.write(request);
      return answered;
    },
    close: () => socket.destroy(),
  };
}

function readAnswer(socket: Socket): Promise<void> {
  return new Promise((done, fail) => {
    let head = '';
    /** What is still to come; negative until the head was read. */
    let left = -1;
    const hear = (chunk: Buffer): void => {
      if (left >= 0) left -= chunk.length;
      else {
        const before = head.length;
        head += chunk.toString('latin1');
        const end = head.indexOf('\r\n\r\n');
        if (end === -1) return;
        left = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0) - (before + chunk.length - end - 4);
      }
      if (left > 0) return;
      end(head.startsWith('HTTP/1.1 200 ') ? null : new Error(`the mirror answered ${head.slice(0, 40)}`));
    };
    const gone = (): void => end(new Error('the mirror hung up'));
    function end(error: Error | null): void {
      socket.off('data', hear).off('close', gone);
      if (error === null) done();
      else fail(error);
    }
    socket.on('data', hear).on('close', gone);
  });
}
