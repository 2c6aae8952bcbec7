import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createId } from '../../utils/chat/id.ts';
import { msgOp, regOp } from '../contracts/mirror-store.ts';
import { anyJson as json, anyObject as object, anyPart as part, anyText as text } from './any-json.ts';
import { startTestMirror, temporaryFolder } from './test-mirror.ts';
import { wireMessage } from './wire-sample.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
console.info(`mirror fuzz seed ${seed}`);

test('whatever a message or register holds comes back as it was', { timeout: 60_000 }, async () => {
  const mirror = await startTestMirror({ dataDir: await temporaryFolder(), ratePerMinute: 0 });
  let cursor = 0;
  const run = async (
    parts: { type: string }[],
    author: string,
    value: unknown,
    field: string,
  ): Promise<void> => {
    const session = createId();
    const message = wireMessage({ session, parts, author: author.slice(0, 500) });
    const named = field.slice(0, 200) || 'f';
    const register = { ...regOp({ session, field: named }), value };
    const body = JSON.stringify({ clientId: 'c', inc: null, ops: [msgOp(message), register] });
    const response = await mirror.post('/push', body);
    expect(response.status).toBe(200);
    const page = await (await mirror.get(`/changes?since=${cursor}`)).json();
    expect(JSON.stringify(page.rows[0].message)).toBe(JSON.stringify(message));
    expect(JSON.stringify([page.rows[1].field, page.rows[1].value])).toBe(JSON.stringify([named, value]));
    ({ cursor } = page);
    expect((await mirror.get(`/sessions/${session}.json`)).status).toBe(200);
  };
  await fc.assert(fc.asyncProperty(fc.array(part, { maxLength: 5 }), text, json, text, run), {
    seed,
    numRuns: 150,
  });
});

test('no body and no path makes the mirror fail', { timeout: 60_000 }, async () => {
  const mirror = await startTestMirror({ dataDir: await temporaryFolder(), ratePerMinute: 0 });
  const op = fc.tuple(object, fc.constantFrom('msg', 'reg', 'tomb', 'fork')).map(([fields, t]) => ({
    opId: createId(),
    message: { ...wireMessage(), ...fields },
    ...fields,
    t,
  }));
  const good = fc.constant(null).map(() => msgOp(wireMessage()));
  const body = fc.oneof(
    text,
    json.map((value) => JSON.stringify(value)),
    fc
      .array(fc.oneof(op, good), { maxLength: 5 })
      .map((ops) => JSON.stringify({ clientId: 'c', inc: null, ops })),
    fc.nat(300).map((depth) => `{"clientId":${'['.repeat(depth)}${']'.repeat(depth)}}`),
  );
  const run = async (sent: string, path: string): Promise<void> => {
    expect((await mirror.post('/push', sent)).status).toBeLessThan(500);
    const where = encodeURIComponent(Buffer.from(path).toString());
    for (const query of [
      `/changes?since=${where}`,
      `/changes?inc=${where}`,
      `/sessions/${where}`,
      `/${where}`,
    ])
      expect((await mirror.get(query)).status).toBeLessThan(500);
  };
  await fc.assert(fc.asyncProperty(body, text, run), { seed, numRuns: 150 });
  expect((await mirror.push(msgOp(wireMessage()))).acks).toMatchObject([{ status: 'applied' }]);
});
