import { connect, createServer, type Socket } from 'node:net';

/** A plain TCP proxy on a free port of this machine. */
export interface TcpProxy {
  readonly url: string;
  close(): Promise<void>;
}

export interface Passing {
  readonly onConnection?: () => void;
  /** Bytes on their way to the target, and back; told before they are passed on. */
  readonly onUp?: (chunk: Buffer) => void;
  readonly onDown?: (chunk: Buffer) => void;
}

/** Opens a proxy before `target` that tells what passes. */
export async function openTcpProxy(target: string, passing: Passing): Promise<TcpProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    passing.onConnection?.();
    const far = connect(Number(port), hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.on('data', (chunk: Buffer) => {
      passing.onUp?.(chunk);
      far.write(chunk);
    });
    far.on('data', (chunk: Buffer) => {
      passing.onDown?.(chunk);
      near.write(chunk);
    });
  });
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => {
        server.close(done);
      });
    },
  };
}
