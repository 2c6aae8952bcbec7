import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { resolve } from 'node:path';
import * as v from 'valibot';

export interface PageServer {
  readonly url: string;
  close(): Promise<void>;
}

const addressSchema = v.object({ port: v.number() });

/** Serves the sample job posting on loopback. Rejects with the system's error where the port is taken. */
export async function servePage(port: number): Promise<PageServer> {
  const html = await readFile(resolve(import.meta.dirname, '../sample-posting/index.html'));
  const server = createServer((request, response) => {
    const found = new URL(request.url ?? '/', 'http://localhost').pathname === '/';
    response.writeHead(found ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' });
    response.end(found ? html : 'Not found');
  });
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(port, '127.0.0.1', done);
  });
  const address = v.parse(addressSchema, server.address());
  return {
    url: `http://127.0.0.1:${address.port}/`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
