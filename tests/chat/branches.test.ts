import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { choicesTo, lacksOriginal, toBranch } from '../../utils/chat/branches.ts';
import type { Message } from '../../utils/chat/message.ts';

type Line = readonly [id: string, more?: { variantOf?: string; follows?: string; replyTo?: string }];

/** Ids that begin with `a` are answers; `a1` answers `q1`. */
function talk(...lines: readonly Line[]): Message[] {
  return lines.map(([id, { variantOf = null, follows, replyTo = `q${id.slice(1)}` } = {}]) => ({
    id,
    sessionId: 's',
    role: id.startsWith('a') ? 'assistant' : 'user',
    author: '',
    hlc: '',
    createdAt: 0,
    parts: [],
    status: 'final',
    trouble: null,
    replyTo: id.startsWith('a') ? replyTo : null,
    variantOf,
    ...(follows === undefined ? {} : { follows }),
    origin: null,
  }));
}
const shownOf = (messages: readonly Message[], choices: Readonly<Record<string, string>> = {}) =>
  toBranch(messages, new Map(Object.entries(choices))).shown.map(({ id }) => id);

describe('a chat with edited questions', () => {
  const edited = talk(['q1'], ['a1'], ['q2'], ['a2'], ['q3'], ['a3'], ['q4', { variantOf: 'q2' }], ['a4']);

  test('shows the newest version, and not what followed the older one', () => {
    expect(shownOf(edited)).toEqual(['q1', 'a1', 'q4', 'a4']);
  });
  test('pages back to the older version with all that followed it', () => {
    expect(shownOf(edited, { q1: 'q2' })).toEqual(['q1', 'a1', 'q2', 'a2', 'q3', 'a3']);
  });
  test('says which of how many versions is shown', () => {
    expect(toBranch(edited, new Map()).versions.get('q4')).toEqual({
      ids: ['q2', 'q4'],
      index: 1,
      key: 'q1',
    });
    expect(toBranch(edited, new Map([['q1', 'q2']])).versions.get('q2')?.index).toBe(0);
  });
  test('goes on in the older branch where that was followed', () => {
    const onward = [...edited, ...talk(['q5', { follows: 'a3' }], ['a5'])];
    expect(shownOf(onward, { q1: 'q2' })).toEqual(['q1', 'a1', 'q2', 'a2', 'q3', 'a3', 'q5', 'a5']);
    expect(shownOf(onward)).toEqual(['q1', 'a1', 'q4', 'a4']);
    expect(toBranch(onward, new Map()).tip).toBe('q5');
  });
  test('goes on after the newest version without being told', () => {
    expect(shownOf([...edited, ...talk(['q5'])])).toEqual(['q1', 'a1', 'q4', 'a4', 'q5']);
  });
});

test('a message of another branch is shown under the choices that lead to it', () => {
  const messages = talk(['q1'], ['a1'], ['q2'], ['a2'], ['q3', { variantOf: 'q1' }], ['a3']);
  expect(shownOf(messages)).not.toContain('a2');
  expect(shownOf(messages, Object.fromEntries(choicesTo(messages, 'a2')))).toEqual(['q1', 'a1', 'q2', 'a2']);
  expect(choicesTo(messages, 'zebra').size).toBe(0);
});

test('the first question can be edited, and edited again', () => {
  const messages = talk(['q1'], ['a1'], ['q2', { variantOf: 'q1' }], ['a2'], ['q3', { variantOf: 'q2' }]);
  expect(shownOf(messages)).toEqual(['q3']);
  expect(toBranch(messages, new Map()).versions.get('q3')?.ids).toEqual(['q1', 'q2', 'q3']);
  expect(shownOf(messages, { '': 'q2' })).toEqual(['q2', 'a2']);
});

test('questions that two devices asked at once are all shown, in order', () => {
  expect(shownOf(talk(['q1'], ['q2'], ['a1'], ['a2']))).toEqual(['q1', 'q2', 'a1', 'a2']);
});

test('a version whose original is not there yet is shown like any other question', () => {
  const messages = talk(['q2'], ['a2'], ['q4', { variantOf: 'q0' }]);
  expect(shownOf(messages)).toEqual(['q2', 'a2', 'q4']);
  expect(lacksOriginal(messages)).toBe(true);
  expect(lacksOriginal(talk(['q0'], ...([['q4', { variantOf: 'q0' }]] as const)))).toBe(false);
});

test('without edits everything is shown, and with edits every message is on some branch', () => {
  const plan = fc.array(fc.tuple(fc.nat(), fc.constantFrom('next', 'edit', 'follow')), { maxLength: 12 });
  fc.assert(
    fc.property(plan, (steps) => {
      const lines: Line[] = [];
      for (const [n, how] of steps) {
        const questions = lines.filter(([id]) => id.startsWith('q'));
        const other = questions[n % Math.max(1, questions.length)]?.[0];
        const k = lines.length;
        if (how === 'next' || other === undefined) lines.push([`q${k}`], [`a${k}`]);
        else lines.push([`q${k}`, how === 'edit' ? { variantOf: other } : { follows: other }], [`a${k}`]);
      }
      const messages = talk(...lines);
      const seen = new Set<string>();
      const visit = (choices: ReadonlyMap<string, string>, depth: number): void => {
        const { shown, versions } = toBranch(messages, choices);
        for (const { id } of shown) seen.add(id);
        if (depth > 6) return;
        for (const { ids, key } of versions.values()) {
          for (const id of ids)
            if (choices.get(key) !== id) visit(new Map([...choices, [key, id]]), depth + 1);
        }
      };
      if (steps.every(([, how]) => how === 'next')) expect(shownOf(messages)).toHaveLength(lines.length);
      if (steps.length <= 6) {
        visit(new Map(), 0);
        expect(seen.size).toBe(lines.length);
      }
    }),
    { numRuns: 60 },
  );
});
