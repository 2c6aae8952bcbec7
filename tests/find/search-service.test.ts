import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { createId } from '../../utils/chat/id.ts';
import { createSearchService } from '../../utils/find/search-service.ts';
import type { StoreDb } from '../../utils/store/schema.ts';
import { applyWrite } from '../../utils/store/write.ts';
import { openFreshStore, replyTo, startAt, userMessage } from '../store/fixtures.ts';

const now = startAt + 86_400_000;

async function say(db: StoreDb, text: string, answer = ''): Promise<string> {
  const sessionId = createId();
  const question = userMessage(sessionId, text);
  const messages = answer === '' ? [question] : [question, replyTo(question, answer)];
  await applyWrite(db, { type: 'save-messages', messages });
  return sessionId;
}

async function setUp() {
  const db = await openFreshStore();
  const pay = await say(db, 'What about pay?', 'The salary is 80k in Berlin.');
  const tokyo = await say(db, '東京都で働く');
  const service = createSearchService(db);
  await service.load();
  const find = async (line: string) => {
    const page = await service.search(line, { limit: 9, now });
    return page.items.map(({ sessionId, snippet, mine }) => ({
      sessionId,
      mine,
      text: snippet.map(({ text, marked }) => (marked ? `[${text}]` : text)).join(''),
    }));
  };
  return { db, service, find, pay, tokyo };
}

test('an answer is found by a word, with the passage and the chat it is in', async () => {
  const { find, pay } = await setUp();
  expect(await find('salar')).toEqual([
    { sessionId: pay, mine: false, text: 'The [salary] is 80k in Berlin.' },
  ]);
});

test('Chinese is found from two characters', async () => {
  const { find, tokyo } = await setUp();
  expect(await find('京都')).toEqual([{ sessionId: tokyo, mine: true, text: '東[京都]で働く' }]);
});

test('a misspelt word finds what was meant, and says so', async () => {
  const { service } = await setUp();
  const page = await service.search('slaary', { limit: 9, now });
  expect(page).toMatchObject({ total: 1, guess: 'salary' });
});

test('a word that was said only now is guessed as well, without another key', async () => {
  const { db, service, tokyo } = await setUp();
  expect((await service.search('slaary', { limit: 9, now })).guess).toBe('salary');
  await applyWrite(db, { type: 'save-messages', messages: [userMessage(tokyo, 'Sapporo')] });
  await service.changed([tokyo]);
  expect(await service.search('saporo', { limit: 9, now })).toMatchObject({ total: 1, guess: 'sapporo' });
});

test('a tag, a new message and a cleared chat change what is found', async () => {
  const { db, service, find, pay, tokyo } = await setUp();
  await applyWrite(db, { type: 'set-registers', sessionId: pay, values: { 'tag:dream job': true } });
  await service.changed([pay]);
  expect(await find('tag:dream')).toMatchObject([{ sessionId: pay }]);
  await applyWrite(db, { type: 'save-messages', messages: [userMessage(tokyo, 'And in Osaka?')] });
  await service.changed([tokyo]);
  expect(await find('osaka')).toMatchObject([{ sessionId: tokyo }]);
  await applyWrite(db, { type: 'clear', sessionId: pay, undoId: createId(), at: now });
  await service.changed(null);
  expect(await find('salary')).toEqual([]);
  expect(await find('tag:dream')).toEqual([]);
});

test('an empty line finds nothing', async () => {
  const { service } = await setUp();
  expect(await service.search('  ', { limit: 9, now })).toMatchObject({ items: [], total: 0 });
});
