import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SearchClient } from '../../entrypoints/sidepanel/search-client.ts';
import { createSearchModel } from '../../entrypoints/sidepanel/search-model.ts';
import type { FoundPage } from '../../utils/find/search-messages.ts';
import { toCountWords, toHintWords } from '../../components/sessions/found-words.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function toPage(line: string, limit: number): FoundPage {
  const item = { messageId: null, title: [], snippet: [], mine: true, at: 0, archived: false, copies: 0 };
  const items = Array.from({ length: Math.min(limit, 80) }, (_, n) => ({
    ...item,
    sessionId: `${line} ${n}`,
  }));
  return { items, total: 80, more: false, guess: null, asked: true, hints: [], complete: true };
}

function openModel() {
  const asked: string[] = [];
  const told: (readonly string[] | null)[] = [];
  let opened = 0;
  let closed = 0;
  const client: SearchClient = {
    async search(line, limit) {
      asked.push(`${line} ${limit}`);
      return toPage(line, limit);
    },
    changed: (ids) => void told.push(ids),
    close: () => void (closed += 1),
  };
  const model = createSearchModel(async () => {
    opened += 1;
    return client;
  });
  const wait = (ms = 0) => vi.advanceTimersByTimeAsync(ms);
  return { model, asked, told, wait, counts: () => ({ opened, closed }) };
}

test('what fits on a screen comes first, and the rest only once nobody types', async () => {
  const { model, asked, wait } = openModel();
  model.open();
  model.input('s');
  await wait();
  expect(model.found.value?.items).toHaveLength(12);
  model.input('sa');
  await wait(1_000);
  expect(asked).toEqual(['s 12', 'sa 12', 'sa 50']);
  expect(model.found.value?.items).toHaveLength(50);
  model.showMore();
  await wait();
  expect(model.found.value?.items).toHaveLength(80);
});

test('a list that is opened again soon is searched at once, and knows what was said meanwhile', async () => {
  const { model, told, wait, counts } = openModel();
  model.open();
  await wait();
  model.close();
  model.changed(['a']);
  model.changed(['b']);
  await wait(30_000);
  expect(told).toEqual([]);
  model.open();
  await wait();
  expect(told).toEqual([['a', 'b']]);
  expect(counts()).toEqual({ opened: 1, closed: 0 });
  model.close();
  await wait(61_000);
  expect(counts()).toEqual({ opened: 1, closed: 1 });
  model.open();
  await wait();
  expect(counts()).toEqual({ opened: 2, closed: 1 });
});

test('a voice hears how much was found, whether it was guessed, and what is no filter', () => {
  const page = { ...toPage('x', 1), total: 1 };
  expect(toCountWords(page)).toBe('1 find');
  expect(toCountWords({ ...page, total: 5_000, more: true })).toBe('More than 5000 finds');
  expect(toCountWords({ ...page, total: 2, guess: 'salary' })).toBe('Showing 2 finds for “salary”');
  expect(toCountWords({ ...page, total: 0, complete: false })).toBe('Still reading what was said…');
  expect(toCountWords({ ...page, total: 0, asked: false })).toMatch(/^Type a word/);
  expect(toHintWords([])).toBe('');
  expect(toHintWords([{ problem: 'unknown', name: 'site' }])).toContain('“site:” is no filter');
  expect(toHintWords([{ problem: 'value', name: 'before' }])).toContain('“before:” takes a day');
});
