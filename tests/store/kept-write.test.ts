import { expect, test } from 'vitest';
import { createHlcClock } from '../../utils/chat/hlc.ts';
import { createId } from '../../utils/chat/id.ts';
import { opsOf } from '../../utils/store/kept-ops.ts';
import { parseKept } from '../../utils/store/parse-kept.ts';
import type { Write } from '../../utils/store/write.ts';
import { binding, startAt, turnOf, userMessage } from './fixtures.ts';

const sessionId = createId();
const message = userMessage(sessionId, 'Hello');
const posting = { key: 'k', print: 'p', url: 'u', title: 't', company: 'c', place: 'p', at: 1 };
const removal = { sessionId, undoId: createId(), at: startAt };
const stamp = {
  id: createId(),
  hlc: createHlcClock({ node: 'here', last: null, now: () => startAt }).next(),
};

/** One of each kind: a new kind of write does not compile before it is here. */
const writes: { readonly [Type in Write['type']]: Extract<Write, { readonly type: Type }> } = {
  'start-turn': { type: 'start-turn', message, turn: turnOf(message), posting },
  'checkpoint-turn': { type: 'checkpoint-turn', turn: turnOf(message) },
  'finish-turn': { type: 'finish-turn', turnId: message.id, sessionId, reply: message },
  'save-messages': { type: 'save-messages', messages: [message] },
  rename: { type: 'rename', sessionId, title: 'Title' },
  bind: { type: 'bind', sessionId, binding },
  'set-registers': { type: 'set-registers', sessionId, values: { pinned: true, 'tag:x': false } },
  fork: { type: 'fork', fromSessionId: createId(), messageId: message.id, sessionId, binding },
  merge: { type: 'merge', fromSessionIds: [createId()], sessionId, title: '', binding: null },
  'import-messages': {
    type: 'import-messages',
    undoId: createId(),
    index: 0,
    at: startAt,
    sessions: [{ sessionId, createdAt: startAt, fields: { title: 'Title' } }],
    messages: [message],
  },
  clear: { type: 'clear', ...removal },
  'delete-session': { type: 'delete-session', ...removal },
  undo: { type: 'undo', undoId: createId(), at: startAt },
  'empty-bin': { type: 'empty-bin', undoIds: [createId()] },
  'forget-undos': { type: 'forget-undos', before: startAt },
  'save-draft': { type: 'save-draft', sessionId, text: 'Draft', at: startAt },
  'show-session': { type: 'show-session', sessionId },
};

test.each(Object.values(writes))('a refused $type outlives the worker', (write) => {
  expect(parseKept(JSON.parse(JSON.stringify([{ stamp, write }])))).toEqual([{ stamp, write }]);
});

test('a refused pin and a refused posting reach the mirror directly', () => {
  const fields = (write: Write) =>
    opsOf({ stamp, write }).flatMap((op) => (op.t === 'reg' ? [[op.field, op.value]] : []));
  expect(fields(writes['set-registers'])).toEqual([
    ['pinned', true],
    ['tag:x', false],
  ]);
  expect(fields(writes['start-turn'])).toContainEqual(['posting', posting]);
});
