import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Op } from '../../utils/mirror/protocol.ts';
import { msgOp, regOp } from '../contracts/mirror-store.ts';
import { factsOf, savedOf } from '../saved/saved-samples.ts';
import { startTestMirror, temporaryFolder, until } from './test-mirror.ts';
import { wireMessage } from './wire-sample.ts';

const { id } = savedOf('a');
const set = (field: string, value: Extract<Op, { t: 'reg' }>['value']): Op =>
  regOp({ session: id, field, value });
const savedOps = (): Op[] => [
  set('job.saved', true),
  set('job.facts', { ...factsOf('a') }),
  set('job.status', 'applied'),
  set('job.note', 'Ask Kim'),
  set('job.follow-up-on', '2026-12-01'),
];
const name = `posting_${id}.json`;

test('a saved posting is listed as one, and nowhere as an empty chat', async () => {
  const mirror = await startTestMirror({ dataDir: await temporaryFolder() });
  const message = wireMessage();
  await mirror.push(msgOp(message), ...savedOps());
  expect(await (await mirror.get('/sessions')).json()).toMatchObject({
    sessions: [{ id: message.session }],
  });
  expect((await mirror.get(`/sessions/${id}.json`)).status).toBe(404);
  const { postings } = Object(await (await mirror.get('/postings')).json());
  expect(postings).toMatchObject([
    {
      id,
      title: 'Engineer a',
      company: 'Acme',
      status: 'applied',
      note: 'Ask Kim',
      applied_on: null,
      follow_up_on: '2026-12-01',
    },
  ]);
  await mirror.push(set('job.saved', false));
  expect(await (await mirror.get('/postings')).json()).toEqual({ postings: [] });
});

test('in the folder it is a file of its own, which goes with it', async () => {
  const [dataDir, jsonDir] = [await temporaryFolder(), await temporaryFolder()];
  const mirror = await startTestMirror({ dataDir, jsonDir });
  await mirror.push(...savedOps());
  const file = await until(() => readFile(join(jsonDir, name), 'utf8').catch(() => null));
  expect(JSON.parse(file)).toMatchObject({ id, note: 'Ask Kim', registers: { 'job.status': 'applied' } });
  expect(await readdir(jsonDir)).toEqual([name]);
  await mirror.push(set('job.saved', false));
  await until(async () => (await readdir(jsonDir)).length === 0);
});

test('a mirror that lost its database takes the posting in again from its file', async () => {
  const [dataDir, jsonDir] = [await temporaryFolder(), await temporaryFolder()];
  const first = await startTestMirror({ dataDir, jsonDir });
  await first.push(...savedOps());
  await first.close();
  await rm(dataDir, { recursive: true });
  const again = await startTestMirror({ dataDir, jsonDir });
  const read = async () => Object(await (await again.get('/postings')).json()).postings;
  expect(await read()).toMatchObject([{ id, note: 'Ask Kim', status: 'applied' }]);
  expect(await until(async () => (await again.pull()).rows.filter((row) => row.kind === 'reg'))).toHaveLength(
    5,
  );
});

test('a file that is no posting is left alone', async () => {
  const [dataDir, jsonDir] = [await temporaryFolder(), await temporaryFolder()];
  await writeFile(join(jsonDir, name), '{"registers": 5}');
  await writeFile(join(jsonDir, 'posting_odd.json'), '{"registers": {"job.saved": true}}');
  const mirror = await startTestMirror({ dataDir, jsonDir });
  expect(await (await mirror.get('/postings')).json()).toEqual({ postings: [] });
  expect((await readdir(jsonDir)).toSorted()).toEqual([name, 'posting_odd.json'].toSorted());
});

test('where words were said under its id, it is a chat: nothing that was said is hidden', async () => {
  const mirror = await startTestMirror({ dataDir: await temporaryFolder() });
  await mirror.push(...savedOps(), msgOp(wireMessage({ session: id })));
  expect(await (await mirror.get('/sessions')).json()).toMatchObject({ sessions: [{ id, count: 1 }] });
});
