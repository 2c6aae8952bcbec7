import { connect, createServer, type Socket } from 'node:net';

/** What passed since the last reset. */
export interface Traffic {
  readonly connections: number;
  /** HTTP requests, those that open a WebSocket too. */
  readonly requests: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
}

/** A plain TCP proxy that counts what passes. */
export interface TrafficCounter {
  readonly url: string;
  read(): Traffic;
  reset(): void;
  close(): Promise<void>;
}

const nothing: Traffic = { connections: 0, requests: 0, bytesUp: 0, bytesDown: 0 };

/** Opens the counter before `target`. */
export async function openTrafficCounter(target: string): Promise<TrafficCounter> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let count = nothing;
  const server = createServer((near) => {
    count = { ...count, connections: count.connections + 1 };
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
      const isRequest = /^(?:GET|POST|PUT|DELETE|OPTIONS) \//.test(chunk.subarray(0, 12).toString('latin1'));
      count = {
        ...count,
        requests: count.requests + (isRequest ? 1 : 0),
        bytesUp: count.bytesUp + chunk.length,
      };
      far.write(chunk);
    });
    far.on('data', (chunk: Buffer) => {
      count = { ...count, bytesDown: count.bytesDown + chunk.length };
      near.write(chunk);
    });
  });
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the counter has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    read: () => count,
    reset: () => void (count = nothing),
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => {
        server.close(done);
      });
    },
  };
}
