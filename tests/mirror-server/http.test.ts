import { request } from 'node:http';
import { expect, test } from 'vitest';
import * as v from 'valibot';
import { createId } from '../../utils/chat/id.ts';
import { limits, pushResponseSchema } from '../../utils/mirror/protocol.ts';
import { msgOp, regOp, tombOp } from '../contracts/mirror-store.ts';
import { startTestMirror, temporaryFolder } from './test-mirror.ts';
import { wireMessage } from './wire-sample.ts';

test('a push is answered with acks and canonical rows, and a second device pulls the same', async () => {
  const mirror = await startTestMirror({ dataDir: await temporaryFolder() });
  const message = wireMessage();
  const done = await mirror.push(msgOp(message), regOp({ session: message.session }));
  expect(done.acks.map((ack) => ack.status)).toEqual(['applied', 'applied']);
  const page = await mirror.pull();
  expect(page.rows).toEqual(done.rows);
  expect(page).toMatchObject({ cursor: 2, more: false, inc: done.inc });
});

test('two devices that push and pull in turns end with the same rows', async () => {
  const mirror = await startTestMirror({ dataDir: await temporaryFolder() });
  const shared = wireMessage();
  const seen = [new Map<string, unknown>(), new Map<string, unknown>()];
  const since = [0, 0];
  const pull = async (device: 0 | 1): Promise<void> => {
    const page = await mirror.pull(since[device]);
    for (const { cursor: _cursor, ...row } of page.rows)
      seen[device]?.set(row.kind === 'msg' ? row.message.id : row.kind === 'tomb' ? row.id : row.field, row);
    since[device] = page.cursor;
  };
  await mirror.push(msgOp(shared), regOp({ value: 'from A' }));
  await pull(1);
  await mirror.push(tombOp(shared.session, [shared.id]), regOp({ field: 'tag:x', value: true }));
  await pull(0);
  await mirror.push(msgOp(wireMessage()), msgOp(shared));
  await pull(1);
  await pull(0);
  expect(seen[0]).toEqual(seen[1]);
  expect([...(seen[0]?.values() ?? [])]).toHaveLength(4);
});

test('an unchanged mirror answers 304 to the ETag it gave', async () => {
  const mirror = await startTestMirror({ dataDir: await temporaryFolder() });
  const done = await mirror.push(msgOp(wireMessage()));
  const first = await mirror.get('/changes?since=1');
  const etag = first.headers.get('etag') ?? '';
  expect(etag).toBe(`W/"${done.inc}-1"`);
  expect((await mirror.get('/changes?since=1', { 'if-none-match': etag })).status).toBe(304);
  await mirror.push(msgOp(wireMessage()));
  const later = await mirror.get('/changes?since=1', { 'if-none-match': etag });
  expect(later.status).toBe(200);
  expect(await later.json()).toMatchObject({ cursor: 2, rows: [{ cursor: 2 }] });
});

test('an op that cannot be read is refused alone and blocks no other', async () => {
  const mirror = await startTestMirror({ dataDir: await temporaryFolder() });
  const [bad, good] = [createId(), msgOp(wireMessage())];
  const body = { clientId: 'c', inc: null, ops: [{ opId: bad, t: 'fork', of: 1 }, good] };
  const response = await mirror.post('/push', JSON.stringify(body));
  const { acks } = v.parse(pushResponseSchema, await response.json());
  expect(acks).toMatchObject([
    { opId: bad, status: 'rejected' },
    { opId: good.opId, status: 'applied' },
  ]);
});

test.each([
  ['no JSON', '{"clientId":'],
  ['no push', '{"ops":[]}'],
  ['an op without an id', '{"clientId":"c","inc":null,"ops":[{"t":"msg"}]}'],
  ['too many ops', JSON.stringify({ clientId: 'c', inc: null, ops: Array(501).fill({ opId: createId() }) })],
  ['deep nesting', '['.repeat(200_000)],
  ['deep nesting that is closed', '['.repeat(20_000) + ']'.repeat(20_000)],
  ['a number that JSON cannot give back', '{"clientId":"c","inc":null,"ops":[],"x":1e999}'],
  ['nothing', ''],
])('a body with %s is refused with a sentence', async (_what, body) => {
  const mirror = await startTestMirror({ dataDir: await temporaryFolder() });
  const response = await mirror.post('/push', body);
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({ error: expect.stringMatching(/^The body .+\.$/) });
});

test('a body that is no UTF-8 is refused instead of being stored as something else', async () => {
  const mirror = await startTestMirror({ dataDir: await temporaryFolder() });
  const response = await fetch(`${mirror.url}/v1/ws/default/push`, {
    method: 'POST',
    headers: { authorization: `Bearer ${mirror.token}` },
    body: new Uint8Array([0x22, 0xff, 0x22]),
  });
  expect(response.status).toBe(400);
});

test('a body over the limit is refused with 413, announced or not, and one at the limit is read', async () => {
  const mirror = await startTestMirror({ dataDir: await temporaryFolder() });
  const text = 'x'.repeat(limits.pushBytes);
  expect((await mirror.post('/push', `${text}x`)).status).toBe(413);
  expect((await mirror.post('/push', text)).status).toBe(400);
  expect(await sendChunked(mirror.url, mirror.token, text)).toBe(413);
});

test.each(['empty', 'restore'])(
  'a choice for the bin (%s) that is too large is refused unread',
  async (what) => {
    const mirror = await startTestMirror({ dataDir: await temporaryFolder() });
    const text = `{"undos":${'['.repeat(2_000_000)}${']'.repeat(2_000_000)}}`;
    expect((await mirror.post(`/bin/${what}`, text)).status).toBe(413);
    const undos = Array.from({ length: 1_000 }, createId);
    expect(await (await mirror.post(`/bin/${what}`, JSON.stringify({ undos }))).json()).toEqual({ done: 0 });
  },
);

test('a deletion of too many ids is refused alone, and a push of too many rows as a whole', async () => {
  const mirror = await startTestMirror({ dataDir: await temporaryFolder() });
  const idsOf = (count: number) => Array.from({ length: count }, createId);
  const session = createId();
  const long = tombOp(session, idsOf(limits.mostTombIds + 1));
  const { acks } = await mirror.push(long, tombOp(session, idsOf(limits.mostTombIds)));
  expect(acks.map(({ status }) => status)).toEqual(['rejected', 'applied']);
  const many = Array.from({ length: 11 }, () => tombOp(session, idsOf(limits.tombIds)));
  const body = { clientId: 'c', inc: null, ops: many };
  expect((await mirror.post('/push', JSON.stringify(body))).status).toBe(413);
  expect((await mirror.push(...many.slice(1))).acks).toHaveLength(10);
});

test.each(['since=-1', 'since=1.5', 'since=x', 'since=1&since=2', 'limit=x', `inc=${'i'.repeat(101)}`])(
  'a pull with %s is refused',
  async (query) => {
    const mirror = await startTestMirror({ dataDir: await temporaryFolder() });
    expect((await mirror.get(`/changes?${query}`)).status).toBe(400);
  },
);

test('too many requests are told when to come back', async () => {
  const mirror = await startTestMirror({ dataDir: await temporaryFolder(), ratePerMinute: 3 });
  const statuses = [];
  for (let i = 0; i < 4; i += 1) statuses.push((await mirror.get('/changes')).status);
  expect(statuses).toEqual([200, 200, 200, 429]);
  const wait = Number((await mirror.get('/changes')).headers.get('retry-after'));
  expect(wait).toBeGreaterThan(0);
  expect(wait).toBeLessThanOrEqual(60);
});

test('a session reads as the original form with our fields, indented for people', async () => {
  const mirror = await startTestMirror({ dataDir: await temporaryFolder() });
  const session = createId();
  const binding = { agentId: 'agent-1', agentName: 'Ada', conversationId: null };
  const answer = wireMessage({
    session,
    role: 'assistant',
    author: 'Ada',
    parts: [
      { type: 'reasoning', key: 'r', text: 'think', whole: true, startedAt: null, endedAt: null },
      { type: 'tool', callId: 'c1', name: 'search', args: '{"q":1}', state: 'done', result: 'found' },
      { type: 'text', key: 't', text: 'An answer', whole: true },
    ],
  });
  await mirror.push(msgOp(answer), regOp({ session, field: 'binding', value: binding }));
  for (const path of [`/sessions/${session}.json`, `/sessions/${session}`]) {
    const text = await (await mirror.get(path)).text();
    expect(text).toContain('\n  "messages": [\n    {\n      "role": "assistant",');
    expect(JSON.parse(text)).toMatchObject({
      id: session,
      title: 'An answer',
      agent: binding,
      timestamp: expect.stringMatching(/^20\d\d-\d\d-\d\dT/),
      messages: [
        {
          content: 'An answer',
          reasoning: 'think',
          tool_calls: [{ id: 'c1', function: { name: 'search', arguments: '{"q":1}' }, result: 'found' }],
          id: answer.id,
          hlc: answer.hlc,
          status: 'final',
        },
      ],
    });
  }
  expect(await (await mirror.get('/sessions')).json()).toMatchObject({
    sessions: [{ id: session, title: 'An answer', count: 1 }],
  });
});

test('a cleared session is empty, a deleted one is gone from list and reading', async () => {
  const mirror = await startTestMirror({ dataDir: await temporaryFolder() });
  const message = wireMessage();
  await mirror.push(msgOp(message), tombOp(message.session, [message.id]));
  const cleared = await mirror.get(`/sessions/${message.session}.json`);
  expect(await cleared.json()).toMatchObject({ messages: [] });
  await mirror.push(regOp({ session: message.session, field: 'deleted', value: true }));
  expect((await mirror.get(`/sessions/${message.session}.json`)).status).toBe(404);
  expect(await (await mirror.get('/sessions')).json()).toEqual({ sessions: [] });
});

test('a device that proves a lost cursor begins a new incarnation for all', async () => {
  const mirror = await startTestMirror({ dataDir: await temporaryFolder() });
  const { inc } = await mirror.push(msgOp(wireMessage()));
  const response = await mirror.get(`/changes?since=9&inc=${inc}`);
  expect(response.status).toBe(409);
  const told = await response.json();
  expect(told).toEqual({ resync: 'incarnation', inc: (await mirror.pull()).inc });
  expect((await mirror.get(`/changes?since=1&inc=${inc}`)).status).toBe(409);
  expect(told).not.toMatchObject({ inc });
});

/** Without a content-length; `fetch` would send one. */
function sendChunked(url: string, token: string, text: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, 'transfer-encoding': 'chunked' };
    const sending = request(`${url}/v1/ws/default/push`, { method: 'POST', headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sending.on('error', reject);
    sending.end(`${text}${text}`);
  });
}
