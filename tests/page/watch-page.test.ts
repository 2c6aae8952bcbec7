// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { compareSketches, sketchPage } from '../../utils/page/page-sketch.ts';
import { watchPage } from '../../utils/page/watch-page.ts';
import type { PageSignal } from '../../utils/posting/page-signal.ts';

const words = (seed: string): string =>
  Array.from(
    { length: 120 },
    (_, at) => `${seed}${String.fromCodePoint(97 + (at % 26))}${'xyz'[at % 3]}`,
  ).join(' ');

let stop: () => void = () => {};
let told: PageSignal[] = [];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] });
  document.title = 'Jobs';
  document.body.innerHTML = `<ul><li>${words('menu')}</li></ul><section id="pane"><h2>Kiln Keeper</h2><p>${words('kiln')}</p></section>`;
  told = [];
  stop = watchPage(document, (signal) => told.push(signal));
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

const pane = (): Element => {
  const found = document.getElementById('pane');
  if (found === null) throw new Error('no pane');
  return found;
};
const swap = (title: string, seed: string): void => {
  pane().innerHTML = `<h2>${title}</h2><p>${words(seed)}</p>`;
};

describe('a page that a panel reads tells when it is another thing', () => {
  test('once, when a job was swapped in its pane and has come to rest', async () => {
    pane().innerHTML = '…';
    await vi.advanceTimersByTimeAsync(300);
    swap('Loom Fixer', 'loom');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(told).toEqual([{ type: 'changed' }]);
  });
  test('not for what counts, ticks and blinks', async () => {
    const clock = document.createElement('time');
    pane().append(clock);
    await vi.advanceTimersByTimeAsync(3_000);
    told.length = 0;
    for (let at = 0; at < 200; at++) {
      clock.textContent = `${at} seconds ago`;
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(told).toEqual([]);
  });
  test('seldom, where it changes for ever', async () => {
    for (let at = 0; at < 6_000; at++) {
      swap(`Job ${String.fromCodePoint(97 + (at % 26))}`, `w${String.fromCodePoint(97 + (at % 26))}`);
      await vi.advanceTimersByTimeAsync(10);
    }
    expect(told.length).toBeGreaterThan(0);
    expect(told.length).toBeLessThan(12);
  });
  test('not once after its end', async () => {
    stop();
    swap('Loom Fixer', 'loom');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(told).toEqual([]);
  });
});

test('what stands in open shadow trees is part of a sketch', () => {
  const before = sketchPage(document);
  const host = document.createElement('job-page');
  document.body.append(host);
  host.attachShadow({ mode: 'open' }).innerHTML = `<h2>Organ Tuner</h2><p>${words('organ')}</p>`;
  expect(compareSketches(before, sketchPage(document))).toBe('content');
  expect(compareSketches(sketchPage(document), sketchPage(document))).toBeNull();
});
