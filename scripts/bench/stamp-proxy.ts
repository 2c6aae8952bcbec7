import { connect, createServer, type Socket } from 'node:net';

/** A plain TCP proxy that notes when each numbered piece (`w17`) passes on its way to the browser. */
export interface StampProxy {
  readonly url: string;
  /** Epoch ms at which a piece left, by its number. */
  readonly sent: Map<number, number>;
  close(): Promise<void>;
}

export async function openStampProxy(target: string): Promise<StampProxy> {
  const { hostname, port } = new URL(target);
  const sent = new Map<number, number>();
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
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
    near.pipe(far);
    far.on('data', (chunk: Buffer) => {
      const now = Date.now();
      for (const [, number] of chunk.toString('latin1').matchAll(/\bw(\d+)\b/g))
        if (!sent.has(Number(number))) sent.set(Number(number), now);
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
    sent,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => {
        server.close(done);
      });
    },
  };
}
