import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { createId } from '../../utils/chat/id.ts';
import { textOf } from '../../utils/chat/message.ts';
import { countOutbox, readMessages, readStart, readTurn } from '../../utils/store/read.ts';
import { listSessions } from '../../utils/store/list-sessions.ts';
import { applyWrite } from '../../utils/store/write.ts';
import { binding, openFreshStore, replyTo, turnOf, userMessage } from '../store/fixtures.ts';

test('a message, its turn and its outbox entries are there together, and the draft is gone', async () => {
  const db = await openFreshStore();
  const sessionId = createId();
  await applyWrite(db, { type: 'save-draft', sessionId, text: 'Is this', at: 1 });
  await applyWrite(db, { type: 'show-session', sessionId });
  expect(await readStart(db, null)).toMatchObject({ sessionId, session: null, draft: 'Is this' });
  const message = userMessage(sessionId, 'Is this job remote?');
  const turn = turnOf(message);
  await applyWrite(db, { type: 'start-turn', message, turn });
  const start = await readStart(db, null);
  expect(start).toEqual({
    sessionId,
    session: {
      id: sessionId,
      title: 'Is this job remote?',
      titleByUser: false,
      binding,
      createdAt: start.session?.createdAt,
      lastAt: message.createdAt,
      count: 1,
      deleted: false,
      mirrored: false,
      posting: null,
      lineage: null,
      pinned: false,
      archived: false,
      tags: [],
    },
    messages: [message],
    more: false,
    turn,
    draft: '',
  });
  expect(await countOutbox(db)).toBe(2);
});

test('a finished turn leaves its reply and no turn', async () => {
  const db = await openFreshStore();
  const sessionId = createId();
  const question = userMessage(sessionId, 'Hello');
  await applyWrite(db, { type: 'start-turn', message: question, turn: turnOf(question) });
  const reply = replyTo(question, 'Good morning');
  await applyWrite(db, { type: 'finish-turn', turnId: question.id, sessionId, reply });
  expect(await readTurn(db, sessionId)).toBeNull();
  const { messages } = await readMessages(db, { sessionId, before: null, limit: 10 });
  expect(messages.map(textOf)).toEqual(['Hello', 'Good morning']);
  expect((await listSessions(db, { limit: 10, before: null })).map((s) => s.count)).toEqual([2]);
});
