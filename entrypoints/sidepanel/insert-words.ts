import type { UndoOutcome } from '../../utils/posting/page-insert.ts';
import type { InsertState } from '../../utils/tab/insert-into-tab.ts';

/** `cut`: characters that the field had no room for. */
export function toInsertedWords(cut: number): string {
  if (cut === 0) return 'Inserted into the page';
  return `Inserted into the page, without the last ${cut} characters: the field is full`;
}

/** What may help: once more, or the right to write into these sites. */
export type Help = 'try-again' | { readonly allow: readonly string[] } | null;

/** Why nothing was inserted. Null where nothing need be said: the user left by himself. */
export function toEndWords(
  end: Extract<InsertState, { type: 'ended' }>,
): { readonly sentence: string; readonly help: Help } | null {
  const { reason, origin, elsewhere } = end;
  switch (reason) {
    case 'left':
      return null;
    case 'no-field':
      if (elsewhere.length > 0) {
        const hosts = elsewhere.slice(0, 3).map((one) => new URL(one).host);
        const sentence = `The form may stand in a part of the page that comes from ${hosts.join(', ')}.`;
        return { sentence, help: { allow: elsewhere.slice(0, 3) } };
      }
      return { sentence: 'This page has no text field. Open the form, then try again.', help: 'try-again' };
    case 'moved':
      return { sentence: 'The page changed before a field was chosen; nothing was inserted.', help: null };
    case 'late':
      return { sentence: 'No field was chosen; nothing was inserted.', help: 'try-again' };
    case 'closed':
      return {
        sentence: 'The browser lets no extension write into this page. Copy the answer instead.',
        help: null,
      };
    case 'asleep':
      if (origin !== null)
        return {
          sentence: `TalentScout may not write into ${new URL(origin).host} yet.`,
          help: { allow: [origin] },
        };
      return {
        sentence: 'Press TalentScout in the browser’s toolbar on this page, then try again.',
        help: 'try-again',
      };
    case 'full':
      return { sentence: 'The field is full; nothing was inserted.', help: null };
    case 'refused':
      return { sentence: 'The page did not take the words. Copy the answer instead.', help: null };
    case 'gone':
      return { sentence: 'The field is not there any more; nothing was inserted.', help: 'try-again' };
    case 'failed':
      return { sentence: 'The page did not answer; nothing was inserted.', help: 'try-again' };
  }
}

export function toUndoneWords(outcome: UndoOutcome): string {
  switch (outcome) {
    case 'done':
      return 'Undone';
    case 'changed':
      return 'The field was changed since, so nothing was taken out of it.';
    case 'gone':
      return 'The field is not there any more; nothing was taken out.';
  }
}
