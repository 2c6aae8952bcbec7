import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { toBranch } from '../../utils/chat/branches.ts';
import { createId } from '../../utils/chat/id.ts';
import { textOf } from '../../utils/chat/message.ts';
import { countOutbox, readMessages, readSession } from '../../utils/store/read.ts';
import type { StoreDb } from '../../utils/store/schema.ts';
import { applyWrite } from '../../utils/store/write.ts';
import { openFreshStore, replyTo, startAt, userMessage } from './fixtures.ts';

const binding = { agentId: 'agent-1', agentName: 'Scout', conversationId: null };

async function chat(db: StoreDb, ...questions: readonly string[]) {
  const sessionId = createId();
  const messages = questions.flatMap((text) => {
    const question = userMessage(sessionId, text);
    return [question, replyTo(question, `Re: ${text}`)];
  });
  await applyWrite(db, { type: 'save-messages', messages });
  return { sessionId, messages };
}

async function texts(db: StoreDb, sessionId: string): Promise<string[]> {
  const { messages } = await readMessages(db, { sessionId, before: null, limit: 99 });
  return messages.map(textOf);
}

test('a fork holds what was said up to the message, and says where it comes from', async () => {
  const db = await openFreshStore();
  const { sessionId: fromSessionId, messages } = await chat(db, 'One', 'Two', 'Three');
  await applyWrite(db, { type: 'rename', sessionId: fromSessionId, title: 'Counting' });
  await applyWrite(db, { type: 'set-registers', sessionId: fromSessionId, values: { 'tag:math': true } });
  const sessionId = createId();
  const messageId = messages[3]?.id ?? '';
  await applyWrite(db, { type: 'fork', fromSessionId, messageId, sessionId, binding });
  expect(await texts(db, sessionId)).toEqual(['One', 'Re: One', 'Two', 'Re: Two']);
  expect(await readSession(db, sessionId)).toMatchObject({
    title: 'Counting',
    tags: ['math'],
    binding,
    lineage: { forkOf: { sessionId: fromSessionId, messageId, title: 'Counting' } },
  });
  const { messages: copies } = await readMessages(db, { sessionId, before: null, limit: 9 });
  expect(copies[1]?.replyTo).toBe(copies[0]?.id);
  expect(copies[0]?.origin).toEqual({ sessionId: fromSessionId, messageId: messages[0]?.id });
  expect(await texts(db, fromSessionId)).toHaveLength(6);
});

test('forking twice with the same id makes one fork', async () => {
  const db = await openFreshStore();
  const { sessionId: fromSessionId, messages } = await chat(db, 'One');
  const write = {
    type: 'fork',
    fromSessionId,
    messageId: messages[1]?.id ?? '',
    sessionId: createId(),
    binding,
  } as const;
  await applyWrite(db, write);
  const waiting = await countOutbox(db);
  await applyWrite(db, write);
  expect(await texts(db, write.sessionId)).toHaveLength(2);
  expect(await countOutbox(db)).toBe(waiting);
});

test('a fork outlives its source', async () => {
  const db = await openFreshStore();
  const { sessionId: fromSessionId, messages } = await chat(db, 'One');
  const sessionId = createId();
  await applyWrite(db, { type: 'fork', fromSessionId, messageId: messages[1]?.id ?? '', sessionId, binding });
  await applyWrite(db, { type: 'clear', sessionId: fromSessionId, undoId: createId(), at: startAt });
  expect(await texts(db, sessionId)).toEqual(['One', 'Re: One']);
});

test('a merge holds all that was said in order of time, and leaves its sources alone', async () => {
  const db = await openFreshStore();
  const a = createId();
  const b = createId();
  const said = ['a1', 'b1', 'a2', 'b2'].map((text) => userMessage(text.startsWith('a') ? a : b, text));
  await applyWrite(db, { type: 'save-messages', messages: said });
  await applyWrite(db, { type: 'set-registers', sessionId: a, values: { 'tag:left': true } });
  await applyWrite(db, { type: 'set-registers', sessionId: b, values: { 'tag:right': true } });
  const sessionId = createId();
  await applyWrite(db, { type: 'merge', fromSessionIds: [b, a, b], sessionId, title: 'Both', binding });
  expect(await texts(db, sessionId)).toEqual(['a1', 'b1', 'a2', 'b2']);
  expect(await readSession(db, sessionId)).toMatchObject({
    title: 'Both',
    tags: ['left', 'right'],
    lineage: { mergedFrom: [{ sessionId: b }, { sessionId: a }] },
  });
  expect(await texts(db, a)).toEqual(['a1', 'a2']);
  await applyWrite(db, {
    type: 'merge',
    fromSessionIds: [createId()],
    sessionId: createId(),
    title: '',
    binding,
  });
});

/** A question asked anew, and then words after the older version's answer. */
async function versioned(db: StoreDb) {
  const { sessionId, messages } = await chat(db, 'Old');
  const [old, oldAnswer] = messages;
  if (old === undefined || oldAnswer === undefined) throw new Error('nothing was said');
  const fresh = { ...userMessage(sessionId, 'New'), variantOf: old.id };
  const freshAnswer = replyTo(fresh, 'Re: New');
  const onward = { ...userMessage(sessionId, 'On the old way'), follows: oldAnswer.id };
  const last = replyTo(onward, 'Re: On the old way');
  await applyWrite(db, { type: 'save-messages', messages: [fresh, freshAnswer, onward, last] });
  return { sessionId, freshAnswer, last };
}

async function shown(db: StoreDb, sessionId: string): Promise<string[]> {
  const { messages } = await readMessages(db, { sessionId, before: null, limit: 99 });
  return toBranch(messages, new Map()).shown.map(textOf);
}

test('a fork holds the version of a question that its message belongs to', async () => {
  const db = await openFreshStore();
  const { sessionId: fromSessionId, freshAnswer, last } = await versioned(db);
  const [older, newer] = [createId(), createId()];
  await applyWrite(db, { type: 'fork', fromSessionId, messageId: last.id, sessionId: older, binding });
  await applyWrite(db, { type: 'fork', fromSessionId, messageId: freshAnswer.id, sessionId: newer, binding });
  expect(await shown(db, older)).toEqual(['Old', 'Re: Old', 'On the old way', 'Re: On the old way']);
  expect(await shown(db, newer)).toEqual(['New', 'Re: New']);
});

test('a question that was edited in one chat hides nothing of the other when both are merged', async () => {
  const db = await openFreshStore();
  const { sessionId: one, messages } = await chat(db, 'First wording');
  const { sessionId: two } = await chat(db, 'In between');
  const edited = { ...userMessage(one, 'Second wording'), variantOf: messages[0]?.id ?? '' };
  await applyWrite(db, { type: 'save-messages', messages: [edited, replyTo(edited, 'Re: Second wording')] });
  const sessionId = createId();
  await applyWrite(db, { type: 'merge', fromSessionIds: [one, two], sessionId, title: '', binding });
  const all = ['In between', 'Re: In between', 'Second wording', 'Re: Second wording'];
  expect(await shown(db, sessionId)).toEqual(all);
  expect(await texts(db, one)).toHaveLength(4);
});
