import { expect, test } from 'vitest';
import { actOnEach } from '../../utils/std/act-on-each.ts';

test('so many are under way and no more, and what was done is told in its order', async () => {
  let running = 0;
  let most = 0;
  const done = await actOnEach([5, 1, 4, 2, 3], 2, async (ms) => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, ms));
    running -= 1;
    return true;
  });
  expect(done).toEqual([5, 1, 4, 2, 3]);
  expect(most).toBe(2);
});

test('after one that failed no further one is begun', async () => {
  const begun: number[] = [];
  const done = await actOnEach([1, 2, 3, 4], 1, async (n) => {
    begun.push(n);
    return n !== 2;
  });
  expect([begun, done]).toEqual([[1, 2], [1]]);
});

test('nothing is nothing', async () => {
  expect(await actOnEach([], 3, async () => true)).toEqual([]);
});
