import 'fake-indexeddb/auto';
import { afterEach, expect, test, vi } from 'vitest';
import { createInsertModel } from '../../entrypoints/sidepanel/insert-model.ts';
import { createPostingCorrections } from '../../entrypoints/sidepanel/posting-corrections.ts';
import { createPostingModel } from '../../entrypoints/sidepanel/posting-model.ts';
import { askQuestion } from '../../entrypoints/sidepanel/QuestionsView.tsx';
import { followSelections } from '../../entrypoints/sidepanel/selection-intake.ts';
import { createId } from '../../utils/chat/id.ts';
import type { Message } from '../../utils/chat/message.ts';
import type { FormQuestion } from '../../utils/posting/form-question.ts';
import { toSelectionQuote } from '../../utils/posting/page-selection.ts';
import type { InsertState, openTabInsertion } from '../../utils/tab/insert-into-tab.ts';
import { handOverSelection } from '../../utils/tab/selection-handover.ts';
import { openFreshStore, replyTo, userMessage } from '../store/fixtures.ts';
import { createFakeStorage, openDesk } from './panel-fakes.ts';
import { createFakeWatch, readingOf } from './posting-samples.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function sit() {
  const db = await openFreshStore();
  const desk = await openDesk({ db, sessionId: createId() });
  const watch = createFakeWatch();
  const posting = createPostingModel(desk.model, watch, createPostingCorrections(createFakeStorage()));
  closing.push(posting.close);
  desk.model.posting.value = posting;
  return { ...desk, watch, posting };
}

/** The model over a page that does what the test says. */
async function sitInserting() {
  const seat = await sit();
  const opened: Parameters<typeof openTabInsertion>[0][] = [];
  const done: string[] = [];
  const insertion = createInsertModel(seat.model, {
    findTab: async () => ({ tabId: 4 }),
    open(options) {
      opened.push(options);
      return {
        mark: (at) => done.push(`mark ${at}`),
        choose: (at) => done.push(`choose ${at}`),
        leave: () => options.onState(ended('left')),
        async undo() {
          done.push('undo');
          return 'done';
        },
        close: () => done.push('close'),
      };
    },
  });
  const say = (state: InsertState): void => opened.at(-1)?.onState(state);
  return { ...seat, insertion, opened, done, say };
}
const ended = (
  reason: Extract<InsertState, { type: 'ended' }>['reason'],
  origin: string | null = null,
): InsertState => ({
  type: 'ended',
  reason,
  origin,
  name: '',
  elsewhere: [],
});
const answerOf = (text: string): Message => replyTo(userMessage(createId(), 'asked'), text);
const question: FormQuestion = { label: 'Why us?', nth: 0, maxLength: 500, required: true };

test('an answer goes to the page as plain text, and Undo takes it out once', async () => {
  const { insertion, opened, say, done, model } = await sitInserting();
  insertion.insert(answerOf('**Because** of\n\n* lamps'));
  await vi.waitFor(() => expect(opened).toHaveLength(1));
  expect(opened[0]).toMatchObject({ tabId: 4, text: 'Because of\n\n- lamps', prefer: null });
  say({ type: 'inserted', name: 'Why?', cut: 0 });
  expect(insertion.undo.offer.value?.sentence).toBe('Inserted into the page');
  insertion.takeUndo();
  insertion.takeUndo();
  await vi.waitFor(() => expect(done).toEqual(['undo', 'close']));
  expect(insertion.undo.offer.value).toBeNull();
  expect(model.said.value).toBe('Undone');
});

test('the fields are walked through from the panel, around the ends', async () => {
  const { insertion, opened, say, done } = await sitInserting();
  insertion.insert(answerOf('words'));
  await vi.waitFor(() => expect(opened).toHaveLength(1));
  say({ type: 'picking', fields: ['a', 'b', 'c'], at: null, elsewhere: [] });
  insertion.choose();
  insertion.step(-1);
  say({ type: 'picking', fields: ['a', 'b', 'c'], at: 2, elsewhere: [] });
  insertion.step(1);
  insertion.choose();
  expect(done).toEqual(['mark 2', 'mark 0', 'choose 2']);
});

test('leaving needs no words, and anything else says what happened and what helps', async () => {
  const { insertion, opened, say } = await sitInserting();
  insertion.insert(answerOf('words'));
  await vi.waitFor(() => expect(opened).toHaveLength(1));
  insertion.leave();
  expect(insertion.picking.value).toBeNull();
  expect(insertion.notice.value).toBeNull();
  insertion.insert(answerOf('words'));
  await vi.waitFor(() => expect(opened).toHaveLength(2));
  say(ended('asleep', 'https://jobs.example'));
  expect(insertion.notice.value).toMatchObject({
    sentence: 'TalentScout may not write into jobs.example yet.',
    act: { label: 'Allow' },
  });
  insertion.notice.value?.act?.onAct();
  await vi.waitFor(() => expect(opened).toHaveLength(3));
});

test('a site that may not be read yet is asked for in the click itself', async () => {
  const seat = await sitInserting();
  const asked: string[] = [];
  const requestAccess = vi.spyOn(seat.model.ports, 'requestAccess').mockImplementation(async (origin) => {
    asked.push(origin);
    return false;
  });
  seat.watch.go({ type: 'asleep', tabId: 4, origin: 'https://jobs.example' });
  seat.insertion.insert(answerOf('words'));
  expect(asked).toEqual(['https://jobs.example']);
  await vi.waitFor(() =>
    expect(seat.insertion.notice.value?.sentence).toBe('Not allowed, so nothing was inserted.'),
  );
  expect(seat.opened).toEqual([]);
  requestAccess.mockRestore();
});

test('a question of the form is sent with a click where nothing else waits', async () => {
  const { model, posting, watch, commands } = await sit();
  watch.goTo(readingOf({ questions: [question] }));
  askQuestion(model, posting, question);
  await vi.waitFor(() => expect(commands.some(({ type }) => type === 'send')).toBe(true));
  expect(commands.find(({ type }) => type === 'send')).toMatchObject({
    quotes: [{ source: 'form-question', text: 'Why us?\nAt most 500 characters.\nAn answer is required.' }],
  });
});

test('a question goes beside the words that are being written, and is not sent over them', async () => {
  const { model, posting, watch, commands } = await sit();
  watch.goTo(readingOf({ questions: [question] }));
  model.draft.input('I once built a lamp.');
  askQuestion(model, posting, question);
  expect(model.draft.text.value).toBe('I once built a lamp.');
  expect(model.draft.attached.value.quotes).toMatchObject([{ source: 'form-question' }]);
  expect(commands.some(({ type }) => type === 'send')).toBe(false);
});

test('what was selected before the panel opened, and while it is open, is attached once', async () => {
  const { model } = await sit();
  const held = new Map<string, unknown>();
  const area = {
    get: async () => Object.fromEntries(held),
    set: async (items: Record<string, unknown>) => {
      for (const [key, value] of Object.entries(items)) held.set(key, value);
    },
    remove: async (key: string) => void held.delete(key),
  };
  const hand = (text: string | null, windowId = 1) =>
    handOverSelection(area, {
      id: createId(),
      windowId,
      at: Date.now(),
      quote: text === null ? null : toSelectionQuote({ text, title: 'Page', url: 'https://example.org/' }, 1),
      reason: text === null ? 'empty' : null,
    });
  await hand('before');
  await hand('elsewhere', 2);
  let wake: () => void = () => {};
  const told: string[] = [];
  let last: Promise<unknown> = Promise.resolve();
  followSelections(model, {
    area,
    windowId: async () => 1,
    alone: (run) => {
      const next = last.then(run);
      last = next;
      return next;
    },
    onWaiting: (listener) => (wake = listener),
    tell: (sentence) => told.push(sentence),
  });
  const attached = () => model.draft.attached.value.quotes.map(({ text }) => text);
  await vi.waitFor(() => expect(attached()).toEqual(['before']));
  const focus = model.focusRequest.value;
  await hand('now');
  await hand(null);
  wake();
  wake();
  await vi.waitFor(() => expect(attached()).toEqual(['before', 'now']));
  await vi.waitFor(() => expect(told).toHaveLength(1));
  expect(model.focusRequest.value).toBeGreaterThan(focus);
  expect(held.size).toBe(1);
});
