import { expect, test } from 'vitest';
import { createId } from '../../utils/chat/id.ts';
import { toSelectionQuote } from '../../utils/posting/page-selection.ts';
import {
  bringsSelection,
  type HandedSelection,
  type HandoverArea,
  handOverSelection,
  takeSelections,
} from '../../utils/tab/selection-handover.ts';

function createArea(): HandoverArea & { readonly held: Map<string, unknown> } {
  const held = new Map<string, unknown>([['other', 'thing']]);
  return {
    held,
    get: async () => Object.fromEntries(held),
    async set(items) {
      for (const [key, value] of Object.entries(items)) held.set(key, JSON.parse(JSON.stringify(value)));
    },
    remove: async (key) => void held.delete(key),
  };
}
const hand = (text: string, windowId = 1, at = 1): HandedSelection => ({
  id: createId(),
  windowId,
  at,
  quote: toSelectionQuote({ text, title: 'Page', url: 'https://example.org/' }, at),
  reason: null,
});
const wordsOf = (taken: readonly HandedSelection[]) => taken.map(({ quote }) => quote?.text);

test('what waits is taken once, in order, by the panel of its own window', async () => {
  const area = createArea();
  await handOverSelection(area, hand('second', 1, 20));
  await handOverSelection(area, hand('first', 1, 10));
  await handOverSelection(area, hand('of another window', 2));
  const taken: HandedSelection[] = [];
  await takeSelections(area, 1, (handed) => taken.push(handed));
  await takeSelections(area, 1, (handed) => taken.push(handed));
  expect(wordsOf(taken)).toEqual(['first', 'second']);
  await takeSelections(area, 2, (handed) => taken.push(handed));
  expect(wordsOf(taken)).toEqual(['first', 'second', 'of another window']);
  expect([...area.held.keys()]).toEqual(['other']);
});

test('what a panel failed to keep is still there for the next', async () => {
  const area = createArea();
  await handOverSelection(area, hand('precious'));
  await expect(
    takeSelections(area, 1, () => {
      throw new Error('full');
    }),
  ).rejects.toThrow('full');
  const taken: HandedSelection[] = [];
  await takeSelections(area, 1, (handed) => taken.push(handed));
  expect(wordsOf(taken)).toEqual(['precious']);
});

test('what nobody ever takes does not pile up', async () => {
  const area = createArea();
  for (let at = 0; at < 40; at += 1) await handOverSelection(area, hand(`piece ${at}`, 9, at));
  expect(area.held.size).toBeLessThan(25);
  const taken: HandedSelection[] = [];
  await takeSelections(area, 9, (handed) => taken.push(handed));
  expect(wordsOf(taken).at(-1)).toBe('piece 39');
});

test('a removal brings nothing', () => {
  expect(bringsSelection({ 'handed-selection:1': {} })).toBe(false);
  expect(bringsSelection({ 'handed-selection:1': { newValue: {} } })).toBe(true);
  expect(bringsSelection({ settings: { newValue: {} } })).toBe(false);
});
