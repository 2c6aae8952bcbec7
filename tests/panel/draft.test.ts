import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createDraftModel, type DraftModel } from '../../entrypoints/sidepanel/draft-model.ts';
import { createId } from '../../utils/chat/id.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const a = createId();
const b = createId();

function open(): { draft: DraftModel; saved: string[]; confirm: (yes: boolean) => void } {
  const saved: string[] = [];
  let confirmed = true;
  const draft = createDraftModel({
    save: async (sessionId, text) => {
      saved.push(`${sessionId === a ? 'a' : 'b'}:${text}`);
      return confirmed;
    },
    saveEditing: () => {},
    saveAttached: () => {},
  });
  draft.load({ sessionId: a, draft: '', editing: null });
  return { draft, saved, confirm: (yes) => (confirmed = yes) };
}

test('the first letter is saved at once, what follows in steps of a tenth of a second', () => {
  const { draft, saved } = open();
  draft.input('H');
  expect(saved).toEqual(['a:H']);
  draft.input('He');
  draft.input('Hel');
  expect(saved).toEqual(['a:H']);
  vi.advanceTimersByTime(100);
  expect(saved).toEqual(['a:H', 'a:Hel']);
  vi.advanceTimersByTime(1000);
  expect(saved).toHaveLength(2);
});

test('the last letters are saved when the panel closes', () => {
  const { draft, saved } = open();
  draft.input('H');
  draft.input('Hi');
  draft.flush();
  expect(saved).toEqual(['a:H', 'a:Hi']);
});

test('every chat keeps its own draft', async () => {
  const { draft, saved } = open();
  draft.input('for A');
  draft.input('for A!');
  draft.load({ sessionId: b, draft: 'for B', editing: null });
  expect(saved).toEqual(['a:for A', 'a:for A!']);
  expect(draft.text.value).toBe('for B');
});

test('what the background has not confirmed is newer than what the store says', async () => {
  const { draft, confirm } = open();
  confirm(false);
  draft.input('newer');
  draft.load({ sessionId: b, draft: '', editing: null });
  await vi.advanceTimersByTimeAsync(200);
  draft.load({ sessionId: a, draft: 'older', editing: null });
  expect(draft.text.value).toBe('newer');
});

test('a draft from another panel is taken only where nobody has typed', () => {
  const { draft } = open();
  draft.offer('from the other window');
  expect(draft.text.value).toBe('from the other window');
  draft.input('mine');
  draft.offer('theirs');
  expect(draft.text.value).toBe('mine');
});

test('a sent text is not saved as a draft afterwards', () => {
  const { draft, saved } = open();
  draft.input('H');
  draft.input('Hi');
  draft.take();
  vi.advanceTimersByTime(1000);
  expect(saved).toEqual(['a:H']);
});

test('leaving an edit brings the draft beneath it back', () => {
  const { draft } = open();
  draft.input('my draft');
  draft.startEdit(createId(), 'old words');
  draft.input('new words');
  draft.cancelEdit();
  expect(draft.text.value).toBe('my draft');
  expect(draft.editing.value).toBe(null);
});

test('sending an edit saves the draft beneath it again, which the send removes', () => {
  const { draft, saved } = open();
  draft.input('my draft');
  draft.startEdit(createId(), 'old words');
  vi.advanceTimersByTime(200);
  draft.take();
  expect(draft.text.value).toBe('my draft');
  expect(saved.at(-1)).toBe('a:my draft');
  expect(saved).toHaveLength(2);
});
