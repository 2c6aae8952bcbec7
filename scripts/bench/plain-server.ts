import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * The plain page that the panel is compared with: a text field, and a text that a stream is appended to.
 * `/plain` streams when `bench` asks it to; `/long` holds 5,000 paragraphs; `/pieces?rate=R&count=N` is the
 * stream, a piece of about the same length as the agent's, without any protocol around it.
 */
export interface PlainServer {
  readonly url: string;
  readonly sent: Map<number, number>;
  close(): Promise<void>;
}

const head = '<!doctype html><meta charset=utf-8><style>body{margin:0;font:14px system-ui}</style>';
const plain = `${head}<textarea aria-label=Message></textarea>
<div id=scroll style="height:700px;overflow:auto"><pre id=text style="white-space:pre-wrap"></pre></div><script>
globalThis.run = async (address) => {
  const reader = (await fetch(address)).body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    text.append(value);
    scroll.scrollTop = scroll.scrollHeight;
  }
};</script>`;

export async function openPlainServer(): Promise<PlainServer> {
  const sent = new Map<number, number>();
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname !== '/pieces') {
      response.setHeader('content-type', 'text/html');
      response.end(url.pathname === '/long' ? toLongPage(Number(url.searchParams.get('count'))) : plain);
      return;
    }
    void stream(Number(url.searchParams.get('rate')), Number(url.searchParams.get('count')));

    async function stream(rate: number, count: number): Promise<void> {
      response.setHeader('content-type', 'text/plain');
      response.flushHeaders();
      request.socket.setNoDelay(true);
      const start = performance.now();
      for (let at = 0; at < count && !response.destroyed; at += 1) {
        const waitMs = start + (at * 1_000) / rate - performance.now();
        if (waitMs > 1) await wait(waitMs);
        sent.set(at, Date.now());
        response.write(`w${at} `);
      }
      response.end();
    }
  });
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the plain server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    sent,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => {
        server.close(done);
      });
    },
  };
}

function toLongPage(count: number): string {
  const paragraphs = Array.from({ length: count }, (_none, at) => `<p>${at} ${'word '.repeat(60)}</p>`);
  return `${head}<div id=scroll style="height:700px;overflow:auto">${paragraphs.join('')}</div>
<script>scroll.scrollTop = scroll.scrollHeight</script>`;
}
