import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import { WebSocketServer } from 'ws';

/** How long a stopping server waits for what is under way. */
const drainMs = 5_000;
/** How long a client may leave its answer unread, which stays in memory meanwhile. Sockets have a heartbeat. */
const usualStallMs = 60_000;

export interface HttpServer {
  /** Where it listens, e.g. `http://127.0.0.1:8787`. */
  readonly url: string;
  /** Takes no more connections and resolves when the last one is gone. */
  close(): Promise<void>;
}

/** Serves the app. Rejects with node's error (`EADDRINUSE`, `EACCES`, …) where it cannot listen. */
export async function openHttpServer(
  app: Hono,
  { host, port, stallMs = usualStallMs }: { host: string; port: number; stallMs?: number | undefined },
): Promise<HttpServer> {
  // Answers are small, and the first frame is a token: nothing that a client sends here is large.
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 4096 });
  const server = createAdaptorServer({
    fetch: app.fetch,
    // @ts-expect-error: ws is what the adapter asks for, but its types ignore exactOptionalPropertyTypes.
    websocket: { server: sockets },
    createServer,
    serverOptions: {
      // Against clients that send a byte now and then to hold a connection open.
      headersTimeout: 10_000,
      requestTimeout: 60_000,
      keepAliveTimeout: 10_000,
      connectionsCheckingInterval: 2_000,
      // Any other upgrade would be left hanging without an answer.
      shouldUpgradeCallback: (request) => request.headers.upgrade?.toLowerCase() === 'websocket',
    },
  });
  if (!('closeIdleConnections' in server)) throw new Error('the mirror speaks HTTP/1.1');
  server.setTimeout(stallMs);
  await listen(server, host, port);
  return {
    url: toUrl(server.address()),
    close: () => drain(server, sockets),
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function toUrl(address: AddressInfo | string | null): string {
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}

function drain(server: Server, sockets: WebSocketServer): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
    }, drainMs);
    // Node keeps an idle connection that finished its last request after `close`.
    const idle = setInterval(() => server.closeIdleConnections(), 50);
    server.close(() => {
      clearTimeout(force);
      clearInterval(idle);
      resolve();
    });
    server.closeIdleConnections();
  });
}
