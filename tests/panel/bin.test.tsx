// @vitest-environment happy-dom
import 'fake-indexeddb/auto';
import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { BinList } from '../../components/bin/BinList.tsx';
import { type BinModel, createBinModel } from '../../entrypoints/sidepanel/bin-model.ts';
import { createId } from '../../utils/chat/id.ts';
import type { MirrorDesk } from '../../utils/mirror/mirror-desk.ts';
import type { PanelRequest } from '../../utils/messaging/panel-protocol.ts';
import { listBin } from '../../utils/store/bin-rows.ts';
import { listSessions } from '../../utils/store/list-sessions.ts';
import { applyWrite } from '../../utils/store/write.ts';
import { openFreshStore, userMessage } from '../store/fixtures.ts';
import { openDesk } from './panel-fakes.ts';

afterEach(cleanup);

/** The bin over a real store that holds two cleared chats; the background is played by writes to it. */
async function open(desk: MirrorDesk | null = null) {
  const db = await openFreshStore();
  const now = Date.now();
  for (const [index, text] of ['First words', 'Second chat'].entries()) {
    const message = userMessage(createId(), text);
    const { sessionId } = message;
    await applyWrite(db, { type: 'save-messages', messages: [message] });
    await applyWrite(db, { type: 'delete-session', sessionId, undoId: createId(), at: now - 1_000 + index });
  }
  const answer = async (request: PanelRequest): Promise<null> => {
    if (request.type === 'restore')
      for (const undoId of request.undoIds)
        await applyWrite(db, { type: 'undo', undoId, at: now + 9_000_000, fromBin: true });
    if (request.type === 'empty-bin') await applyWrite(db, { type: 'empty-bin', undoIds: request.undoIds });
    return null;
  };
  const { model, commands, onEvent } = await openDesk({ db, sessionId: createId(), answer });
  const bin = createBinModel(model, { listBin: () => listBin(db), desk });
  onTestFinished(() => bin.close());
  render(<View bin={bin} />);
  return { db, model, commands, onEvent };
}

function View({ bin }: { readonly bin: BinModel }) {
  return (
    <BinList
      items={bin.items.value}
      note={bin.note.value}
      now={Date.now()}
      onRestore={bin.restore}
      onDelete={bin.remove}
      onEmpty={bin.empty}
      onClose={() => {}}
    >
      {null}
    </BinList>
  );
}

const press = async (name: string): Promise<void> => {
  const button = await screen.findByRole('button', { name });
  await act(() => void fireEvent.click(button));
};

test('the bin tells what was deleted, how much, and how long it stays', async () => {
  await open();
  expect(await screen.findByText('First words')).toBeDefined();
  expect(screen.getAllByText(/^1 message · Deleted \w+ \d+ · 30 days left$/)).toHaveLength(2);
});

test('what is restored is a chat again, and not in the bin', async () => {
  const { db } = await open();
  await press('Restore “Second chat”');
  await waitFor(async () =>
    expect(await listSessions(db, { limit: 9, before: null })).toMatchObject([{ title: 'Second chat' }]),
  );
  expect(screen.queryByText('Second chat')).toBeNull();
  expect(await listBin(db)).toMatchObject([{ title: 'First words' }]);
});

test('what is deleted for ever can be taken back while that is offered, and is gone after it', async () => {
  const { db, model, commands } = await open();
  await press('Delete for ever “First words”');
  expect(screen.queryByText('First words')).toBeNull();
  await act(() => model.takeUndo());
  expect(await screen.findByText('First words')).toBeDefined();
  await press('Empty bin');
  await act(() => void model.undo.take());
  await waitFor(async () => expect(await listBin(db)).toEqual([]));
  expect(commands.filter(({ type }) => type === 'empty-bin')).toHaveLength(1);
  expect(JSON.stringify(await db.getAll('messages'))).not.toContain('words');
  expect(screen.getByText(/The bin is empty/)).toBeDefined();
});

test('what another device deleted comes back from the mirror', async () => {
  const undo = createId();
  const restored: string[] = [];
  const at = Date.now();
  const { commands } = await open({
    digest: () => Promise.reject(new Error('not asked')),
    listBin: async () => [
      { undo, session: createId(), title: 'From the other', count: 3, at, until: at + 1_000 },
    ],
    restore: async (undos) => restored.push(...undos),
    emptyBin: async () => 0,
  });
  expect(await screen.findByText(/^3 messages · Deleted on another device .* · 1 day left$/)).toBeDefined();
  await press('Restore “From the other”');
  await waitFor(() => expect(commands.some(({ type }) => type === 'sync-now')).toBe(true));
  expect(restored).toEqual([undo]);
});

test('what went because of its age is told, and comes back at a click', async () => {
  const { db, model, commands, onEvent } = await open();
  const undoIds = (await listBin(db)).map(({ undoId }) => undoId);
  onEvent({ type: 'expired', undoIds, bin: true });
  expect(model.undo.offer.value?.sentence).toBe('2 old chats went to the bin');
  await act(() => model.takeUndo());
  await waitFor(async () => expect(await listSessions(db, { limit: 9, before: null })).toHaveLength(2));
  expect(commands.at(-1)).toMatchObject({ type: 'restore', undoIds });
});

test('a mirror that does not answer hides nothing of what lies here', async () => {
  const refuse = (): Promise<never> => Promise.reject(new Error('down'));
  await open({ digest: refuse, listBin: refuse, restore: refuse, emptyBin: refuse });
  expect(await screen.findByText(/The mirror does not answer/)).toBeDefined();
  expect(await screen.findByText('First words')).toBeDefined();
});
