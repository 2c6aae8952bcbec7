import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { createId } from '../../utils/chat/id.ts';
import type { StoreDb } from '../../utils/store/schema.ts';
import { applyWrite, type Write } from '../../utils/store/write.ts';
import { binding, openFreshStore, turnOf, userMessage } from './fixtures.ts';

const sessionId = createId();
const message = userMessage(sessionId, 'Hello');
const turn = turnOf(message);

async function durabilityOf(write: Write): Promise<(string | undefined)[]> {
  const db = await openFreshStore();
  // Something to forget: where there is nothing, nothing is begun.
  await applyWrite(db, { type: 'clear', sessionId: createId(), undoId: createId(), at: 0 });
  const asked: (string | undefined)[] = [];
  const watched = new Proxy(db, {
    get(target, key) {
      if (key !== 'transaction') return Reflect.get(target, key, target);
      return (...args: Parameters<StoreDb['transaction']>) => {
        if (args[1] === 'readwrite') asked.push(args[2]?.durability);
        return target.transaction(...args);
      };
    },
  });
  await applyWrite(watched, write, { id: createId(), hlc: turn.replyHlc });
  return asked;
}

const removal = { sessionId, undoId: createId(), at: 1 };
const byUser: readonly Write[] = [
  { type: 'start-turn', message, turn },
  { type: 'finish-turn', turnId: turn.id, sessionId, reply: null },
  { type: 'save-messages', messages: [message] },
  { type: 'rename', sessionId, title: 'x' },
  { type: 'bind', sessionId, binding },
  { type: 'clear', ...removal },
  { type: 'delete-session', ...removal },
  { type: 'undo', undoId: removal.undoId, at: 1 },
];

test.each(byUser)('$type survives a power cut: one strict transaction', async (write) => {
  expect(await durabilityOf(write)).toEqual(['strict']);
});

const byMachine: readonly Write[] = [
  { type: 'checkpoint-turn', turn },
  { type: 'save-draft', sessionId, text: 'x', at: 1 },
  { type: 'show-session', sessionId },
  { type: 'forget-undos', before: 1 },
];

test.each(byMachine)('$type costs no fsync: one relaxed transaction', async (write) => {
  expect(await durabilityOf(write)).toEqual(['relaxed']);
});
