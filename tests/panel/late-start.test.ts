import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { mayComeLate, showLateStart } from '../../entrypoints/sidepanel/late-start.ts';
import { createId } from '../../utils/chat/id.ts';
import { textOf } from '../../utils/chat/message.ts';
import { readStart, type Start } from '../../utils/store/read.ts';
import { StoreError } from '../../utils/store/store-error.ts';
import { applyWrite } from '../../utils/store/write.ts';
import { openFreshStore, userMessage } from '../store/fixtures.ts';
import { openDesk } from './panel-fakes.ts';

const times = { everyMs: 5, mostMs: 200 };

/** A desk with an empty stand-in, and a reader whose store opens at the third try. */
async function openSlowly() {
  const db = await openFreshStore();
  const sessionId = createId();
  await applyWrite(db, { type: 'save-messages', messages: [userMessage(sessionId, 'Said yesterday')] });
  await applyWrite(db, { type: 'show-session', sessionId });
  const desk = await openDesk({ db, sessionId: createId() });
  let tries = 0;
  const reader = {
    async readStart(wanted: string | null): Promise<Start> {
      tries += 1;
      if (tries < 3) throw new StoreError('blocked');
      return readStart(db, wanted);
    },
  };
  return { ...desk, sessionId, reader, tries: () => tries };
}

test('a panel whose store opens late returns to the chat that was on the screen', async () => {
  const { model, reader, sessionId, commands } = await openSlowly();
  await showLateStart(model, { reader, wanted: null }, times);
  expect(model.session.id.value).toBe(sessionId);
  expect(model.session.shown.value.map((message) => textOf(message))).toEqual(['Said yesterday']);
  expect(commands).toEqual([]);
});

test('what the user has begun meanwhile is not taken from the screen', async () => {
  const { model, reader, sessionId } = await openSlowly();
  const late = showLateStart(model, { reader, wanted: null }, times);
  model.draft.input('Half a thought');
  await late;
  expect(model.session.id.value).not.toBe(sessionId);
  expect(model.draft.text.value).toBe('Half a thought');
});

test('a store that never opens is not waited for without end', async () => {
  const { model, tries } = await openSlowly();
  const standIn = model.session.id.value;
  const reader = { readStart: () => Promise.reject(new StoreError('blocked')) };
  await showLateStart(model, { reader, wanted: null }, times);
  expect(model.session.id.value).toBe(standIn);
  expect(tries()).toBe(0);
});

test('only a store that may still open is waited for', () => {
  expect(mayComeLate(new StoreError('blocked'))).toBe(true);
  expect(mayComeLate(new StoreError('absent'))).toBe(false);
  expect(mayComeLate(new Error('blocked'))).toBe(false);
});
