import { connect } from 'node:net';
import { request } from 'node:http';
import { createId } from '../../../utils/chat/id.ts';
import { msgOp } from '../../contracts/mirror-store.ts';
import { wireMessage } from '../../mirror-server/wire-sample.ts';
import { comes, pause, type Rig } from '../network/rig.ts';
import { bearer, openTarget, type Route, type TargetMirror } from './target-mirror.ts';

const open = ['/health', '/openapi.json', '/v1/ws/{ws}/live'];
const fill = ({ path }: Route, id: string): string =>
  path.replace('{ws}', 'default').replace('{file}', `${id}.json`).replace('{id}', id);

/** Every route × no token, a wrong one, another user's, the right one in a wrong place. */
export async function tryTokens(rig: Rig): Promise<string | null> {
  const [target, other] = [await openTarget(rig), await openTarget(rig)];
  const { token } = target;
  const wrong: readonly Record<string, string>[] = [
    {},
    bearer('ts_wrong'),
    bearer(other.token),
    bearer(`${token}x`),
    bearer(token.slice(0, -1)),
    bearer(token.toUpperCase()),
    { authorization: token },
    { authorization: `Basic ${Buffer.from(`x:${token}`).toString('base64')}` },
    { cookie: `token=${token}` },
    { 'x-authorization': `Bearer ${token}` },
  ];
  for (const route of target.routes.filter(({ path }) => !open.includes(path))) {
    for (const headers of wrong) {
      const path = `${fill(route, createId())}?token=${token}`;
      const { status } = await target.ask({ method: route.method, path }, { headers });
      if (status !== 401)
        return `${route.method} ${route.path} answers ${status} to ${Object.keys(headers).join()}`;
    }
  }
  return null;
}

const tricks = [
  '..',
  '.',
  '../../../../etc/passwd',
  '..%2f..%2f..%2fescaped',
  '%2e%2e%2f%2e%2e%2fescaped',
  '..%5c..%5cescaped',
  '%00',
  'a%00.json',
  '%ff%fe',
  '%F0%9F%92%A9',
  '__proto__',
  'constructor',
  'CON',
  'x'.repeat(8_000),
  "' OR 1=1 --",
  '%0d%0aSet-Cookie:x=1',
  '{id}',
  '*',
];

/** Ids that are paths: in addresses, and in what is pushed. */
export async function tryPaths(rig: Rig): Promise<string | null> {
  const target = await openTarget(rig);
  const headers = { ...bearer(target.token), 'content-type': 'application/json' };
  const before = (await target.files()).join();
  for (const trick of tricks) {
    for (const route of target.routes.filter(({ path }) => path.includes('{'))) {
      const path = route.path.replace('{ws}', 'default').replace(/\{\w+\}/, trick);
      for (const asked of [path, route.path.replace('{ws}', trick).replace(/\{\w+\}/, createId())]) {
        const status = await askRaw(target, { method: route.method, path: asked, headers });
        if (status >= 500) return `${route.method} ${asked} answers ${status}`;
      }
    }
    const id = decodeURIComponent(
      trick
        .replace(/%(?![0-9a-e]|F0)/gi, '%25')
        .replaceAll('%ff', '')
        .replaceAll('%fe', ''),
    );
    const ops = [msgOp({ ...wireMessage(), session: id }), msgOp({ ...wireMessage(), id })];
    const body = JSON.stringify({ clientId: 'c', inc: null, ops });
    const { status, text } = await target.ask(
      { method: 'POST', path: '/v1/ws/default/push' },
      { headers, body },
    );
    if (status >= 500 || text.includes('"applied"')) return `a push with the id ${trick} answers ${status}`;
  }
  await pause(600);
  const after = (await target.files()).join();
  return after === before ? null : `files appeared: ${after}`;
}

/** `fetch` would tidy the path up first. */
function askRaw(
  target: TargetMirror,
  { method, path, headers }: Route & { headers: Record<string, string> },
): Promise<number> {
  const { hostname, port } = new URL(target.url);
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        hostname,
        port,
        method,
        path: path.replace(/[^\x21-\x7e]/g, '_'),
        headers,
        timeout: 10_000,
        agent: false,
      },
      (answer) => {
        resolve(answer.statusCode ?? 0);
        answer.destroy();
      },
    );
    asked.on('timeout', () => asked.destroy(new Error(`${path} hangs`))).on('error', reject);
    asked.end();
  });
}

/** Many connections that send a byte now and then, and never a whole request. */
export async function trySlowLoris(rig: Rig): Promise<string | null> {
  const target = await openTarget(rig);
  const { hostname, port } = new URL(target.url);
  let openLines = 0;
  const sockets = Array.from({ length: 200 }, (_, at) => {
    const socket = connect(Number(port), hostname, () => {
      openLines += 1;
      socket.write(at % 2 === 0 ? 'GET /health HTTP/1.1\r\nHost: x\r\nX-Slow: ' : 'GET /v1/ws/default/cha');
    });
    const drip = setInterval(() => socket.writable && socket.write('a'), 500);
    socket
      .on('error', () => undefined)
      .once('close', () => {
        clearInterval(drip);
        openLines -= 1;
      });
    socket.resume();
    return socket;
  });
  rig.defer(async () => sockets.forEach((socket) => socket.destroy()));
  if (!(await comes(() => openLines === 200, 5_000))) return 'not all lines opened';
  const start = performance.now();
  const { status } = await target.ask({ method: 'GET', path: '/health' });
  const tookMs = performance.now() - start;
  if (status !== 200 || tookMs > 3_000)
    return `meanwhile others are answered ${status} in ${Math.round(tookMs)} ms`;
  return (await comes(() => openLines === 0, 25_000)) ? null : `${openLines} lines are still open`;
}

/** Bodies of 16 MB: announced, in pieces, deep, as one string, without a token. */
export async function tryLargeBodies(rig: Rig): Promise<string | null> {
  const target = await openTarget(rig);
  const push = { method: 'POST', path: '/v1/ws/default/push' };
  const headers = { ...bearer(target.token), 'content-type': 'application/json' };
  const large = 'x'.repeat(16 * 1024 * 1024);
  const pieces = (): ReadableStream<Uint8Array> =>
    new ReadableStream({
      start(controller) {
        for (let i = 0; i < 256; i += 1) controller.enqueue(new TextEncoder().encode('['.repeat(65_536)));
        controller.close();
      },
    });
  const before = process.memoryUsage().rss;
  for (const [name, init, allowed] of [
    ['announced', { headers, body: large }, [413]],
    ['in pieces', Object.assign({ headers, body: pieces() }, { duplex: 'half' }), [413]],
    ['as JSON', { headers, body: JSON.stringify({ clientId: large, inc: null, ops: [] }) }, [413]],
    ['without a token', { body: large }, [401]],
  ] satisfies readonly [string, RequestInit, readonly number[]][]) {
    // A server that refuses before it has read everything may break the line: that is an answer too.
    const status = await target.ask(push, init).then(
      (answer) => answer.status,
      () => allowed[0] ?? 0,
    );
    if (!allowed.some((code) => code === status)) return `a body ${name} is answered ${status}`;
  }
  const grownMb = (process.memoryUsage().rss - before) / 2 ** 20;
  if (grownMb > 400) return `the memory grew by ${Math.round(grownMb)} MB`;
  const body = JSON.stringify({ clientId: 'c', inc: null, ops: [msgOp(wireMessage())] });
  const { text } = await target.ask(push, { headers, body });
  return text.includes('"applied"') ? null : 'afterwards nothing can be pushed';
}
