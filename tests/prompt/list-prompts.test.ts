import { describe, expect, test } from 'vitest';
import * as v from 'valibot';
import { noPromptEdits, type Prompt, promptEditsSchema, promptSchema } from '../../utils/chat/prompt.ts';
import { builtInPrompts } from '../../utils/prompt/built-in-prompts.ts';
import {
  deletePrompt,
  listOffered,
  listPrompts,
  listStarters,
  movePrompt,
  resetPrompt,
  restorePrompts,
  savePrompt,
} from '../../utils/prompt/list-prompts.ts';

const own: Prompt = {
  id: 'mine',
  title: 'Short answer',
  text: 'Three lines at most.',
  audience: 'job-seeker',
  needsPosting: false,
};
const idsOf = (prompts: readonly { readonly id: string }[]): string[] => prompts.map(({ id }) => id);

describe('the prompts that we ship', () => {
  test('cover every task of the job at hand, for both sides', () => {
    expect(idsOf(builtInPrompts).toSorted()).toEqual(
      [
        'can-take',
        'cover-letter',
        'fit',
        'form-question',
        'improve-posting',
        'interview',
        'interview-questions',
        'know-me',
        'outreach',
        'real-and-fresh',
        'really-asks',
        'shortlist',
        'tailor-resume',
      ].toSorted(),
    );
  });

  test.each(builtInPrompts)('$id keeps its limits and says what to do where facts are missing', (prompt) => {
    expect(v.safeParse(promptSchema, prompt).success).toBe(true);
    expect(prompt.title.length).toBeLessThanOrEqual(32);
    expect(prompt.text.length).toBeLessThan(1_700);
    expect(prompt.text).toMatch(/invent|guess|do not add|add nothing|do not fill gaps|do not claim/i);
    expect(prompt.text).toMatch(/\bask (?:me|for)\b|for me: ask/i);
    if (prompt.needsPosting) expect(prompt.text).toMatch(/quoted posting/);
  });
});

test('an edited prompt stands in the place of ours, and reset brings ours back', () => {
  const [first] = builtInPrompts;
  if (first === undefined) throw new Error('no prompts');
  const edited = savePrompt(noPromptEdits, { ...first, text: '  Just tell me.  ' });
  expect(listPrompts(edited)[0]).toMatchObject({ id: first.id, text: 'Just tell me.', origin: 'edited' });
  expect(listPrompts(resetPrompt(edited, first.id))[0]).toMatchObject({
    text: first.text,
    origin: 'built-in',
  });
  expect(savePrompt(edited, first).edited).toEqual([]);
});

test('own prompts come last, can be moved, changed and deleted for good', () => {
  const added = savePrompt(noPromptEdits, own);
  expect(idsOf(listPrompts(added)).at(-1)).toBe('mine');
  const moved = movePrompt(added, 'mine', -1);
  expect(idsOf(listPrompts(moved)).at(-2)).toBe('mine');
  expect(movePrompt(moved, listPrompts(moved)[0]?.id ?? '', -1)).toEqual(moved);
  const changed = savePrompt(moved, { ...own, title: 'Shorter' });
  expect(listPrompts(changed).at(-2)?.title).toBe('Shorter');
  expect(idsOf(listPrompts(deletePrompt(changed, 'mine')))).not.toContain('mine');
});

test('a deleted prompt of ours comes back with its edit when all are restored', () => {
  const edited = savePrompt(noPromptEdits, { ...own, id: 'fit' });
  const gone = deletePrompt(edited, 'fit');
  expect(idsOf(listPrompts(gone))).not.toContain('fit');
  expect(listPrompts(restorePrompts(gone)).find(({ id }) => id === 'fit')?.title).toBe('Short answer');
});

test('only the prompts of the chosen side are offered, own ones always', () => {
  const hiring = listOffered({ ...savePrompt(noPromptEdits, own), shown: 'recruiter' });
  expect(new Set(hiring.filter(({ origin }) => origin !== 'own').map(({ audience }) => audience))).toEqual(
    new Set(['recruiter']),
  );
  expect(idsOf(hiring)).toContain('mine');
});

test('an empty chat suggests what fits: the posting in sight, or what needs none', () => {
  const withPosting = listStarters(noPromptEdits, { posting: true, most: 4 });
  expect(idsOf(withPosting)).toEqual(['fit', 'really-asks', 'can-take', 'real-and-fresh']);
  const without = listStarters(noPromptEdits, { posting: false, most: 4 });
  expect(without.length).toBeGreaterThan(0);
  expect(without.every(({ needsPosting }) => !needsPosting)).toBe(true);
});

test('what is stored stays within its limits, whatever was typed', () => {
  const saved = savePrompt(noPromptEdits, { ...own, title: 'x'.repeat(500), text: 'y'.repeat(50_000) });
  expect(v.safeParse(promptEditsSchema, saved).success).toBe(true);
});
