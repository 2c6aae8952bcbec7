import 'fake-indexeddb/auto';
import { expect, test, vi } from 'vitest';
import { createId } from '../../utils/chat/id.ts';
import { textOf, type Trouble } from '../../utils/chat/message.ts';
import { toTroubleWords } from '../../components/trouble-words.ts';
import { isOnItsWay } from '../../entrypoints/sidepanel/shown-messages.ts';
import { applyWrite } from '../../utils/store/write.ts';
import { openFreshStore, replyTo, turnOf, userMessage } from '../store/fixtures.ts';
import { createFakeStorage, openDesk, type Desk } from './panel-fakes.ts';

const refused: Trouble = { reason: 'no-permission', message: '', detail: '', retryAfterMs: null };

function texts({ model }: Desk): readonly string[] {
  return model.session.shown.value.map((message) => textOf(message));
}

function write(desk: Desk, text: string): void {
  desk.model.draft.input(text);
  desk.model.sendDraft();
}

test('a message stands in the transcript before the background has answered', async () => {
  const desk = await openDesk({
    db: await openFreshStore(),
    sessionId: createId(),
    answer: () => new Promise(() => {}),
  });
  write(desk, '  Hello  ');
  expect(texts(desk)).toEqual(['Hello']);
  expect(desk.model.draft.text.value).toBe('');
  expect(desk.model.running.value).toBe(true);
});

test('a sent message is shown once when the store has it as well', async () => {
  const db = await openFreshStore();
  const sessionId = createId();
  const desk = await openDesk({
    db,
    sessionId,
    answer: async (request) => {
      if (request.type !== 'send') return null;
      const message = { ...userMessage(sessionId, request.text), id: request.messageId };
      await applyWrite(db, { type: 'start-turn', message, turn: turnOf(message) });
      return null;
    },
  });
  write(desk, 'Hello');
  await vi.waitFor(() => expect(desk.model.session.sending.value).toEqual([]));
  expect(texts(desk)).toEqual(['Hello']);
  expect(desk.memory.readOutgoing(sessionId)).toEqual([]);
});

test('a message is marked as on its way until the store has it', async () => {
  const db = await openFreshStore();
  const sessionId = createId();
  let store = async (): Promise<void> => {};
  const desk = await openDesk({
    db,
    sessionId,
    answer: (request) =>
      new Promise((resolve) => {
        if (request.type !== 'send') return resolve(null);
        store = async () => {
          const message = { ...userMessage(sessionId, request.text), id: request.messageId };
          await applyWrite(db, { type: 'start-turn', message, turn: turnOf(message) });
          resolve(null);
        };
      }),
  });
  write(desk, 'Hello');
  expect(desk.model.session.shown.value.map(isOnItsWay)).toEqual([true]);
  await store();
  await vi.waitFor(() => expect(desk.model.session.sending.value).toEqual([]));
  expect(desk.model.session.shown.value.map(isOnItsWay)).toEqual([false]);
});

test('a refused message is back in the empty composer, with an alert', async () => {
  const sessionId = createId();
  const desk = await openDesk({
    db: await openFreshStore(),
    sessionId,
    answer: async ({ type }) => (type === 'send' ? refused : null),
  });
  write(desk, 'Hello');
  await vi.waitFor(() => expect(desk.model.draft.text.value).toBe('Hello'));
  expect(texts(desk)).toEqual([]);
  expect(desk.model.trouble.value?.trouble).toEqual(refused);
  expect(desk.model.running.value).toBe(false);
});

test('a refused message stays with "Try again" when something new was typed meanwhile', async () => {
  let works = false;
  const sessionId = createId();
  const desk = await openDesk({
    db: await openFreshStore(),
    sessionId,
    answer: async ({ type }) => (type === 'send' && !works ? refused : null),
  });
  write(desk, 'First');
  desk.model.draft.input('Second');
  await vi.waitFor(() => expect(desk.model.session.shown.value[0]?.trouble).toEqual(refused));
  expect(texts(desk)).toEqual(['First']);
  expect(desk.model.draft.text.value).toBe('Second');
  works = true;
  const failed = desk.model.session.shown.value[0];
  if (failed === undefined) throw new Error('the failed message is gone');
  desk.model.retry(failed);
  const sends = desk.commands.filter(({ type }) => type === 'send');
  expect(sends).toHaveLength(2);
  expect(sends[1]).toEqual(sends[0]);
});

test('words that the panel could not hand over before it was closed are there when it opens again', async () => {
  const db = await openFreshStore();
  const local = createFakeStorage();
  const sessionId = createId();
  const first = await openDesk({ db, sessionId, local, answer: () => new Promise(() => {}) });
  write(first, 'Do not lose me');
  const second = await openDesk({ db, sessionId, local });
  await vi.waitFor(() => expect(texts(second)).toEqual(['Do not lose me']));
  const [left] = second.model.session.shown.value;
  const trouble = left?.trouble ?? null;
  if (left === undefined || trouble === null) throw new Error('it does not say that it was left behind');
  expect(left.status).toBe('error');
  // The button that stands beside it has to send it.
  expect(toTroubleWords(trouble).action).toBe('retry');
  second.model.retry(left);
  expect(second.commands).toContainEqual(expect.objectContaining({ type: 'send', messageId: left.id }));
});

test('words that did arrive are not offered again', async () => {
  const db = await openFreshStore();
  const local = createFakeStorage();
  const sessionId = createId();
  const first = await openDesk({ db, sessionId, local, answer: () => new Promise(() => {}) });
  write(first, 'Arrived');
  const [outgoing] = first.memory.readOutgoing(sessionId);
  if (outgoing === undefined) throw new Error('nothing was remembered');
  const message = { ...userMessage(sessionId, 'Arrived'), id: outgoing.id };
  await applyWrite(db, { type: 'start-turn', message, turn: turnOf(message) });
  const second = await openDesk({ db, sessionId, local });
  expect(second.model.session.sending.value).toEqual([]);
  await vi.waitFor(() => expect(second.memory.readOutgoing(sessionId)).toEqual([]));
  expect(texts(second)).toEqual(['Arrived']);
});

test('words that arrived and were cleared since stay cleared, although an older memory has them', async () => {
  const db = await openFreshStore();
  const local = createFakeStorage();
  const sessionId = createId();
  const first = await openDesk({ db, sessionId, local, answer: () => new Promise(() => {}) });
  write(first, 'Cleared');
  const [outgoing] = first.memory.readOutgoing(sessionId);
  if (outgoing === undefined) throw new Error('nothing was remembered');
  const message = { ...userMessage(sessionId, 'Cleared'), id: outgoing.id };
  await applyWrite(db, { type: 'start-turn', message, turn: turnOf(message) });
  await applyWrite(db, { type: 'clear', sessionId, undoId: createId(), at: Date.now() });
  const second = await openDesk({ db, sessionId, local });
  await vi.waitFor(() => expect(second.memory.readOutgoing(sessionId)).toEqual([]));
  expect(texts(second)).toEqual([]);
});

test('nothing is sent while an answer runs, and the text stays', async () => {
  const db = await openFreshStore();
  const message = userMessage(createId(), 'First');
  await applyWrite(db, { type: 'start-turn', message, turn: turnOf(message) });
  const desk = await openDesk({ db, sessionId: message.sessionId });
  write(desk, 'Second');
  expect(desk.model.draft.text.value).toBe('Second');
  expect(desk.commands.filter(({ type }) => type === 'send')).toEqual([]);
});

test('ArrowUp puts the last own message into the composer, and sending makes another version of it', async () => {
  const db = await openFreshStore();
  const question = userMessage(createId(), 'Hllo');
  await applyWrite(db, { type: 'save-messages', messages: [question, replyTo(question, 'What?')] });
  const desk = await openDesk({ db, sessionId: question.sessionId });
  expect(desk.model.editLast()).toBe(true);
  expect(desk.model.draft.text.value).toBe('Hllo');
  write(desk, 'Hello');
  expect(desk.commands.at(-1)).toMatchObject({ type: 'send', text: 'Hello', variantOf: question.id });
  expect(desk.model.draft.editing.value).toBe(null);
});

test('regenerate asks the same question once more', async () => {
  const db = await openFreshStore();
  const question = userMessage(createId(), 'Why?');
  const answer = replyTo(question, 'Because');
  await applyWrite(db, { type: 'save-messages', messages: [question, answer] });
  const desk = await openDesk({ db, sessionId: question.sessionId });
  desk.model.regenerate(answer);
  expect(desk.commands.at(-1)).toMatchObject({ type: 'send', text: 'Why?', variantOf: question.id });
});

test('an edited question takes the place of the old one, and both can be paged through', async () => {
  const db = await openFreshStore();
  const sessionId = createId();
  const first = userMessage(sessionId, 'First try');
  const messages = [first, replyTo(first, 'First answer')];
  const edited = { ...userMessage(sessionId, 'Second try'), variantOf: first.id };
  await applyWrite(db, { type: 'save-messages', messages: [...messages, edited] });
  const { model } = await openDesk({ db, sessionId });
  const shown = () => model.branch.branch.value.shown.map(textOf);
  expect(shown()).toEqual(['Second try']);
  const versions = model.branch.branch.value.versions.get(edited.id);
  expect(versions).toMatchObject({ ids: [first.id, edited.id], index: 1 });
  model.branch.choose(versions?.key ?? '', first.id);
  expect(shown()).toEqual(['First try', 'First answer']);
});

test('words said after an older version stay with it', async () => {
  const db = await openFreshStore();
  const sessionId = createId();
  const first = userMessage(sessionId, 'First try');
  const edited = { ...userMessage(sessionId, 'Second try'), variantOf: first.id };
  await applyWrite(db, { type: 'save-messages', messages: [first, edited] });
  const { model, commands } = await openDesk({ db, sessionId });
  model.branch.choose('', first.id);
  model.draft.input('And then?');
  model.sendDraft();
  await vi.waitFor(() => expect(commands.at(-1)).toMatchObject({ type: 'send', follows: first.id }));
});
