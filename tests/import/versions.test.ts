import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { choicesTo, toBranch } from '../../utils/chat/branches.ts';
import { type Message, textOf } from '../../utils/chat/message.ts';
import type { ImportedChat } from '../../utils/import/imported-chat.ts';
import { readChats } from '../../utils/import/read-chats.ts';
import { type ImportFile, readFixture, toFile } from './import-desk.ts';

const now = Date.UTC(2026, 10, 22);

async function read(source: ImportFile): Promise<ImportedChat[]> {
  const chats: ImportedChat[] = [];
  const signal = new AbortController().signal;
  for await (const result of readChats(source, { now, onProgress: () => {}, signal })) {
    if (result.type === 'chat') chats.push(result.chat);
  }
  return chats;
}

const wordsOf = (messages: readonly Message[]): string[] => messages.map((message) => textOf(message));

/** The chat as the panel shows it once the reader has paged to the version with these words. */
function pageTo(messages: readonly Message[], words: string): string[] {
  const id = messages.findLast((message) => textOf(message) === words)?.id ?? '';
  return wordsOf(toBranch(messages, choicesTo(messages, id)).shown);
}

describe('other versions in a file of another product', () => {
  test.each([
    ['chatgpt-conversations.json', 'An older answer that was replaced.'],
    ['claude-conversations.json', 'First version.'],
    ['open-webui-chats.json', 'Old answer'],
    ['librechat-flat.json', 'First try'],
  ])('%s: can be paged to', async (name, words) => {
    const [chat] = await read(await readFixture(name));
    const { messages = [] } = chat ?? {};
    const shown = toBranch(messages, new Map());
    expect([...shown.versions.values()]).toMatchObject([{ ids: { length: 2 }, index: 1 }]);
    expect(wordsOf(shown.shown)).not.toContain(words);
    expect(pageTo(messages, words)).toContain(words);
  });

  test('every branch of any tree can be shown, and the one that was shown last is', async () => {
    // For each node: how far back its parent is (0: it has none), and whether the user said it.
    const tree = fc.array(fc.tuple(fc.nat({ max: 6 }), fc.boolean()), { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(tree, fc.nat(), async (nodes, pick) => {
        const parentOf = (index: number): number => index - (nodes[index]?.[0] ?? 0);
        const isRoot = (index: number): boolean => parentOf(index) === index || parentOf(index) < 0;
        const pathTo = (index: number): string[] =>
          isRoot(index) ? [`words ${index}`] : [...pathTo(parentOf(index)), `words ${index}`];
        const history = Object.fromEntries(
          nodes.map(([, byUser], index) => [
            `n${index}`,
            {
              id: `n${index}`,
              parentId: isRoot(index) ? null : `n${parentOf(index)}`,
              role: byUser || isRoot(index) ? 'user' : 'assistant',
              content: `words ${index}`,
              timestamp: 1_700_000_000 + index,
            },
          ]),
        );
        const parents = new Set(nodes.flatMap((_, index) => (isRoot(index) ? [] : [parentOf(index)])));
        const leaves = nodes.flatMap((_, index) => (parents.has(index) ? [] : [index]));
        const current = leaves[pick % leaves.length] ?? 0;
        const file = {
          id: 'x',
          title: 'X',
          chat: { history: { currentId: `n${current}`, messages: history } },
        };
        const [chat] = await read(toFile([file]));
        const { messages = [], losses = [] } = chat ?? {};
        expect(losses).toEqual([]);
        expect(wordsOf(toBranch(messages, new Map()).shown)).toEqual(pathTo(current));
        for (const leaf of leaves) expect(pageTo(messages, `words ${leaf}`)).toEqual(pathTo(leaf));
        expect(new Set(messages.map(({ id }) => id)).size).toBe(messages.length);
        expect((await read(toFile([file])))[0]).toEqual(chat);
      }),
      { seed: Date.now(), numRuns: 200 },
    );
  });

  test('a tree of nothing but forks does not multiply itself, and says what is left out', async () => {
    const count = 5_000;
    const history: Record<string, unknown> = { q: { id: 'q', parentId: null, role: 'user', content: 'Go' } };
    for (let index = 0; index < count; index += 1) {
      const parentId = index === 0 ? 'q' : `a${index - 1}`;
      history[`a${index}`] = { parentId, role: 'assistant', content: `step ${index}` };
      history[`b${index}`] = { parentId, role: 'assistant', content: `other ${index}` };
    }
    const messages = { currentId: `a${count - 1}`, messages: history };
    const [chat] = await read(toFile([{ id: 'x', title: 'Forks', chat: { history: messages } }]));
    expect(chat?.messages.length).toBeLessThan(count * 10);
    expect(chat?.losses).toMatchObject([{ title: 'Forks', reason: 'versions' }]);
    const shown = wordsOf(toBranch(chat?.messages ?? [], new Map()).shown);
    expect(shown.at(-1)).toBe(`step ${count - 1}`);
    expect(shown).toHaveLength(count + 1);
  });

  test('a chat that went on in another version since brings that, and nothing twice', async () => {
    const said = (id: string, parentId: string | null, role: string, at: number) => ({
      [id]: { id, parentId, role, content: id, timestamp: 1_700_000_000 + at },
    });
    const before = { ...said('Q1', null, 'user', 0), ...said('A1', 'Q1', 'assistant', 1) };
    const later = {
      ...before,
      ...said('Q2', 'A1', 'user', 2),
      ...said('A2', 'Q2', 'assistant', 3),
      ...said('Q1 anew', null, 'user', 4),
      ...said('A1 anew', 'Q1 anew', 'assistant', 5),
      ...said('A1 again', 'Q1', 'assistant', 6),
    };
    const file = (messages: object, currentId: string) =>
      toFile([{ id: 'x', title: 'X', chat: { history: { currentId, messages } } }]);
    const [first] = await read(file(before, 'A1'));
    const [second] = await read(file(later, 'A1 again'));
    const known = new Map(first?.messages.map((message) => [message.id, message]));
    const both = [...(first?.messages ?? []), ...(second?.messages ?? []).filter(({ id }) => !known.has(id))];
    const stored = both.toSorted((a, b) => (a.hlc < b.hlc ? -1 : 1));
    expect(known.size + 6).toBe(stored.length);
    for (const leaf of ['A2', 'A1 anew', 'A1 again']) expect(pageTo(stored, leaf).at(-1)).toBe(leaf);
    expect(pageTo(stored, 'A2')).toEqual(['Q1', 'A1', 'Q2', 'A2']);
  });
});
