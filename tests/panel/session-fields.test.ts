import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { createId } from '../../utils/chat/id.ts';
import { tagFieldOf } from '../../utils/chat/session.ts';
import type { PanelRequest } from '../../utils/messaging/panel-protocol.ts';
import { readSession } from '../../utils/store/read.ts';
import { applyWrite } from '../../utils/store/write.ts';
import { openFreshStore, userMessage } from '../store/fixtures.ts';
import { openDesk } from './panel-fakes.ts';

/** A panel over a store with two chats, of which the first has a tag; the background is played by writes. */
async function open() {
  const db = await openFreshStore();
  const messages = ['One', 'Two'].map((text) => userMessage(createId(), text));
  await applyWrite(db, { type: 'save-messages', messages });
  const ids = messages.map(({ sessionId }) => sessionId);
  const [first = ''] = ids;
  await applyWrite(db, { type: 'set-registers', sessionId: first, values: { 'tag:kept': true } });
  const answer = async (request: PanelRequest): Promise<null> => {
    if (request.type !== 'set-session-fields') return null;
    const { sessionId, pinned, archived, tags = {} } = request;
    const byTag = Object.entries(tags).map(([tag, on]) => [tagFieldOf(tag) ?? '', on] as const);
    const given = Object.entries({ pinned, archived }).flatMap(([field, value]) =>
      value === undefined ? [] : [[field, value] as const],
    );
    await applyWrite(db, {
      type: 'set-registers',
      sessionId,
      values: Object.fromEntries([...given, ...byTag]),
    });
    return null;
  };
  const { model } = await openDesk({ db, sessionId: createId(), answer });
  const facts = async () => {
    const all = await Promise.all(ids.map((id) => readSession(db, id)));
    return all.map((one) => [one?.archived, one?.pinned, one?.tags]);
  };
  return { model, ids, facts };
}

test('several chats that were archived come back with one Undo', async () => {
  const { model, ids, facts } = await open();
  const before = await facts();
  await model.setFields(ids, { archived: true });
  expect((await facts()).map(([archived]) => archived)).toEqual([true, true]);
  expect(model.undo.offer.value?.sentence).toBe('2 chats archived');
  model.takeUndo();
  await expect.poll(facts).toEqual(before);
});

test('tags that were taken and given are as they were after an Undo', async () => {
  const { model, ids, facts } = await open();
  const before = await facts();
  await model.setFields(ids, { tags: { kept: false, fresh: true } });
  expect((await facts()).map(([, , tags]) => tags)).toEqual([['fresh'], ['fresh']]);
  model.takeUndo();
  await expect.poll(facts).toEqual(before);
});

test('a pin of one chat is taken back by its own button', async () => {
  const { model, ids, facts } = await open();
  await model.setFields(ids.slice(0, 1), { pinned: true });
  expect((await facts()).map(([, pinned]) => pinned)).toEqual([true, false]);
  expect(model.undo.offer.value).toBeNull();
});
