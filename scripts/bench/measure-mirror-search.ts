import { join } from 'node:path';
import * as v from 'valibot';
import { createId } from '../../utils/chat/id.ts';
import type { BenchWorld } from './bench-world.ts';
import { atMost, atMostTimes, type Note } from './figure.ts';
import { createOps, fillMirror } from './fill-mirror.ts';
import { type ServerChild, startMirrorChild } from './mirror-child.ts';
import { openPushLine, toPushBytes } from './push-line.ts';
import { createRandom } from './sample-text.ts';

const vocabulary = 30_000;
const foundSchema = v.object({ total: v.number(), guess: v.nullable(v.string()) });

/** Searches over HTTP, alone and while somebody pushes. */
export async function measureMirrorSearch(world: BenchWorld, note: Note): Promise<void> {
  const sessions = world.quick ? 100 : 1_000;
  const messages = (sessions * 100).toLocaleString('en');
  const folder = join(world.folder, 'searched');
  let mirror = await startMirrorChild(folder);
  try {
    await fillMirror(mirror, { sessions, each: 100, sentences: createZipfSentences() });
    const first = await timeSearch(mirror, toWord(0));
    note({
      name: `first search of all, ${messages} messages are indexed`,
      unit: 'ms',
      values: [first.ms],
    });
    await mirror.kill();
    mirror = await startMirrorChild(folder);
    note({
      name: `first search after a restart, ${messages} messages`,
      unit: 'ms',
      values: [(await timeSearch(mirror, toWord(0))).ms],
      baseline: { name: 'the first of all', values: [first.ms] },
    });
    await noteSearchAfterPush(mirror, world.quick ? 1_000 : 10_000, note);
    for (const [kind, lines] of Object.entries(createLines(world.quick ? 10 : 40))) {
      const found = [];
      for (const line of lines) found.push(await timeSearch(mirror, line));
      if (found.some(({ total }) => total === 0)) throw new Error(`a search for ${kind} found nothing`);
      if (kind === 'a misspelt word' && found.some(({ guess }) => guess === null))
        throw new Error('a misspelt word was not guessed');
      note({
        name: `search over HTTP among ${messages} messages: ${kind}`,
        unit: 'ms',
        values: found.map(({ ms }) => ms),
        goal: atMost(100, 'ms'),
      });
    }
    const alone = await timePushes(mirror, world.quick ? 40 : 150, async () => {});
    const lines = Object.values(createLines(10)).flat();
    const beside = await timePushes(mirror, world.quick ? 40 : 150, async (at) => {
      await timeSearch(mirror, lines[at % lines.length] ?? '');
    });
    note({
      name: `time of a push while all of that is searched, one search after the other`,
      unit: 'ms',
      values: beside,
      baseline: { name: 'nobody searches', values: alone },
      goal: atMostTimes(5),
    });
  } finally {
    await mirror.kill();
  }
}

/** One message more in a long chat, and a search right after it. */
async function noteSearchAfterPush(mirror: ServerChild, long: number, note: Note): Promise<void> {
  const line = await openPushLine(mirror.url);
  const toOp = createOps(13, createZipfSentences());
  const session = createId();
  const ops = Array.from({ length: long }, () => toOp(session));
  for (let at = 0; at < long; at += 400)
    await line.push(toPushBytes(mirror, { clientId: 'bench', inc: null, ops: ops.slice(at, at + 400) }));
  await timeSearch(mirror, toWord(9_000));
  const [after, again]: [number[], number[]] = [[], []];
  for (let time = 0; time < 20; time += 1) {
    await line.push(toPushBytes(mirror, { clientId: 'bench', inc: null, ops: [toOp(session)] }));
    after.push((await timeSearch(mirror, toWord(9_000))).ms);
    again.push((await timeSearch(mirror, toWord(9_000))).ms);
  }
  line.close();
  note({
    name: `search after one message more in a chat of ${long.toLocaleString('en')}`,
    unit: 'ms',
    values: after,
    baseline: { name: 'the same search again', values: again },
  });
}

async function timeSearch(
  { url, token }: ServerChild,
  line: string,
): Promise<{ readonly ms: number; readonly total: number; readonly guess: string | null }> {
  const start = performance.now();
  const response = await fetch(`${url}/v1/ws/default/search?q=${encodeURIComponent(line)}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  if (!response.ok) throw new Error(`the mirror answered ${response.status}`);
  const found = v.parse(foundSchema, await response.json());
  return { ms: performance.now() - start, ...found };
}

/** Pushes one after the other, 20 ms apart, while `beside` is done again and again. */
async function timePushes(
  mirror: ServerChild,
  count: number,
  beside: (at: number) => Promise<void>,
): Promise<readonly number[]> {
  const line = await openPushLine(mirror.url);
  const toOp = createOps(11, createZipfSentences());
  const session = createId();
  const took: number[] = [];
  let over = false;
  const others = (async () => {
    for (let at = 0; !over; at += 1) {
      await beside(at);
      await new Promise((done) => setTimeout(done, 1));
    }
  })();
  for (let push = 0; push < count; push += 1) {
    const request = toPushBytes(mirror, { clientId: 'bench', inc: null, ops: [toOp(session)] });
    const start = performance.now();
    await line.push(request);
    took.push(performance.now() - start);
    await new Promise((done) => setTimeout(done, 20));
  }
  over = true;
  await others;
  line.close();
  return took;
}

/** Words as texts use them: the second is said half as often as the first, the third a third as often. */
function createZipfSentences(): (random: () => number, count: number) => string {
  const sums = new Float64Array(vocabulary);
  let sum = 0;
  for (let rank = 0; rank < vocabulary; rank += 1) sums[rank] = sum += 1 / (rank + 1);
  return (random, count) =>
    Array.from({ length: count }, () => {
      const sought = random() * sum;
      let [low, high] = [0, vocabulary - 1];
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((sums[middle] ?? 0) < sought) low = middle + 1;
        else high = middle;
      }
      return toWord(low);
    }).join(' ');
}

const syllables = 'ba ke li mo nu ra se ti vo zu cha pre gla tri'.split(' ');

/** A word of its own for each rank, that can be said. */
function toWord(rank: number): string {
  let word = '';
  for (let left = rank + syllables.length; left > 0; left = Math.floor(left / syllables.length))
    word += syllables[left % syllables.length] ?? '';
  return `${word}n`;
}

/** Lines to search for, by kind. */
function createLines(count: number): Readonly<Record<string, readonly string[]>> {
  const random = createRandom(5);
  const rank = (from: number, to: number): number => from + Math.floor(random() * (to - from));
  const lines = (toLine: () => string): readonly string[] => Array.from({ length: count }, toLine);
  return {
    'a common word': lines(() => toWord(rank(0, 50))),
    'a rare word': lines(() => toWord(rank(8_000, 12_000))),
    'two words': lines(() => `${toWord(rank(0, 50))} ${toWord(rank(100, 500))}`),
    'the first letters of a word': lines(() => toWord(rank(100, 2_000)).slice(0, 4)),
    'a phrase': lines(() => `"${toWord(rank(0, 10))} ${toWord(rank(0, 10))}"`),
    'a word and filters': lines(
      () => `${toWord(rank(0, 500))} in:mine after:2020-01-01 -${toWord(rank(0, 50))}`,
    ),
    'a misspelt word': lines(() => swapTwo(toWord(rank(300, 3_000)))),
  };
}

/** The word with its third and fourth letter in each other's place. */
function swapTwo(word: string): string {
  return `${word.slice(0, 2)}${word[3] ?? ''}${word[2] ?? ''}${word.slice(4)} `;
}
