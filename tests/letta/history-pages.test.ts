import { describe, expect, test } from 'vitest';
import { createRestClient } from '../../utils/letta/rest-client.ts';
import type { ServerFacts } from '../../utils/letta/letta-client.ts';
import { createScriptedFetch, json } from './scripted-fetch.ts';

interface Row {
  readonly id: string;
  readonly date: string;
  readonly message_type: string;
  readonly otid: string;
  readonly content: string;
}

/** 300 rows: a user message and an answer by turns, one second each, oldest first. */
const rows: readonly Row[] = Array.from({ length: 300 }, (_, index) => ({
  id: `message-${index}`,
  date: new Date(index * 1000).toISOString(),
  message_type: index % 2 === 0 ? 'user_message' : 'assistant_message',
  otid: `o${index}`,
  content: `words ${index}`,
}));

/** One page, as the dialects give it. `older`: the cursor that leads to older rows in descending order. */
function page(
  path: string,
  { older, ascending }: { older: 'before' | 'after'; ascending: boolean },
): readonly Row[] {
  const query = new URL(path, 'http://x').searchParams;
  const indexOf = (name: string): number => rows.findIndex(({ id }) => id === query.get(name));
  const newer = older === 'before' ? 'after' : 'before';
  const end = query.has(older) ? indexOf(older) : rows.length;
  const start = query.has(newer) ? indexOf(newer) + 1 : 0;
  const found = rows.slice(start, end).slice(-Number(query.get('limit')));
  return ascending ? found : found.toReversed();
}

const conversation = { agentId: 'agent-1', conversationId: 'conv-1' };
const kinds = [
  ['a self-hosted conversation', 'self-hosted', conversation, { older: 'before', ascending: false }, 6],
  [
    'a self-hosted single thread',
    'self-hosted',
    { ...conversation, conversationId: null },
    { older: 'before', ascending: true },
    6,
  ],
  ['Cloud', 'cloud', conversation, { older: 'after', ascending: false }, 6],
  ['Cloud behind another name', 'self-hosted', conversation, { older: 'after', ascending: false }, 7],
  ['an older Cloud', 'cloud', conversation, { older: 'before', ascending: false }, 7],
] as const;

describe.each(kinds)('in %s', (_, dialect, thread, kind, requests) => {
  const facts: ServerFacts = { dialect, version: '', conversations: true, background: true, practice: false };

  test('a turn many pages back is found, and ends where it ended', async () => {
    const { fetch, seen } = createScriptedFetch(({ path }) => json(page(path, kind)));
    const client = createRestClient({ baseUrl: 'http://letta.test', apiKey: '', fetch, facts });
    const turn = await client.readTurn(thread, 'o10');
    expect(turn).toMatchObject({ found: true, events: [{ type: 'text', text: 'words 11', whole: true }] });
    expect(seen).toHaveLength(requests);
  });

  test('the search ends with the history', async () => {
    const { fetch, seen } = createScriptedFetch(({ path }) => json(page(path, kind)));
    const client = createRestClient({ baseUrl: 'http://letta.test', apiKey: '', fetch, facts });
    expect(await client.readTurn(thread, 'unknown')).toMatchObject({ found: false });
    expect(seen).toHaveLength(requests + 1);
  });
});

test('a server that ignores the cursor is not asked for ever', async () => {
  const { fetch, seen } = createScriptedFetch(() => json(rows.slice(-50)));
  const client = createRestClient({ baseUrl: 'http://letta.test', apiKey: '', fetch });
  expect(await client.readTurn(conversation, 'unknown')).toMatchObject({ found: false });
  expect(seen.length).toBeLessThan(5);
});
