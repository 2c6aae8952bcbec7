import { createServer } from 'node:http';
import * as v from 'valibot';

/** A server that nobody may ask for anything but what a test serves on it. */
export interface Canary {
  readonly url: string;
  /** What was asked for, and is not served. */
  readonly asked: readonly string[];
  /** Takes what was asked so far for known. */
  forget(): void;
  serve(path: string, html: string): string;
  close(): Promise<void>;
}

const addressSchema = v.object({ port: v.number() });

export async function openCanary(): Promise<Canary> {
  const asked: string[] = [];
  const pages = new Map<string, string>();
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    const html = pages.get(path);
    // The browser asks every site for its icon by itself.
    if (html === undefined && path !== '/favicon.ico') asked.push(path);
    response.writeHead(html === undefined ? 404 : 200, {
      'content-type': 'text/html; charset=utf-8',
      'access-control-allow-origin': '*',
    });
    response.end(html ?? 'alert("canary")');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${v.parse(addressSchema, server.address()).port}`;
  return {
    url,
    asked,
    forget: () => void asked.splice(0),
    serve(path, html) {
      pages.set(path, html);
      return `${url}${path}`;
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
