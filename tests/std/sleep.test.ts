import { expect, test } from 'vitest';
import { sleep } from '../../utils/std/sleep.ts';

test('a wait that is longer than timers know does not end at once', async () => {
  const controller = new AbortController();
  const waits = sleep(99_999_999_999_000, controller.signal).then(
    () => 'over',
    () => 'given up',
  );
  setTimeout(() => controller.abort(), 30);
  expect(await waits).toBe('given up');
});
