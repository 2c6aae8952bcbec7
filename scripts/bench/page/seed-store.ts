import { createHlcClock } from '../../../utils/chat/hlc.ts';
import { createId } from '../../../utils/chat/id.ts';
import { replyIdOf } from '../../../utils/chat/derived-id.ts';
import type { Message } from '../../../utils/chat/message.ts';
import { openStore } from '../../../utils/store/open-store.ts';
import { readMirrorState } from '../../../utils/store/sync-store.ts';
import { applyWrite } from '../../../utils/store/write.ts';
import { createWriter } from '../../../utils/store/writer.ts';
import { createRandom, toAnswer, toQuestion, toRareWords } from '../sample-text.ts';

const random = createRandom(6);
const from = Date.UTC(2026, 0, 1);
let at = from;
const clock = createHlcClock({ node: 'bench', last: null, now: () => at });
/** Messages in one transaction: what an import writes at once. */
const batch = 500;

function toMessage(sessionId: string, question: Message | null): Message {
  at += 20_000;
  return {
    id: question === null ? createId() : replyIdOf(question.id),
    sessionId,
    role: question === null ? 'user' : 'assistant',
    author: question === null ? '' : 'Practice agent',
    hlc: clock.next(),
    createdAt: at,
    parts: [
      {
        type: 'text',
        key: 'own',
        text:
          question === null
            ? `${toQuestion(random)} ${toRareWords(random, 4)}`
            : `${toAnswer(random)}\n\n${toRareWords(random, 16)}`,
        whole: true,
      },
    ],
    status: 'final',
    trouble: null,
    replyTo: question?.id ?? null,
    variantOf: null,
    origin: null,
  };
}

function toMessages(sessionId: string, count: number): readonly Message[] {
  const messages: Message[] = [];
  while (messages.length < count) {
    const question = toMessage(sessionId, null);
    messages.push(question);
    if (messages.length < count) messages.push(toMessage(sessionId, question));
  }
  return messages;
}

async function saveAll(messages: readonly Message[]): Promise<void> {
  const db = await openStore();
  const undoId = createId();
  for (let index = 0; index * batch < messages.length; index += 1) {
    await applyWrite(db, {
      type: 'import-messages',
      undoId,
      index,
      at,
      sessions: [],
      messages: messages.slice(index * batch, (index + 1) * batch),
    });
  }
  db.close();
}

/** Writes a session of `count` messages through the store's own code; its id. */
export async function seedSession(count: number): Promise<string> {
  const id = createId();
  await saveAll(toMessages(id, count));
  return id;
}

/** Writes `count` sessions of a question and its answer. */
export async function seedSessions(count: number): Promise<void> {
  await saveAll(Array.from({ length: count }, () => toMessages(createId(), 2)).flat());
}

/** How many messages the store holds. */
export async function countMessages(): Promise<number> {
  const db = await openStore();
  const count = await db.count('messages');
  db.close();
  return count;
}

/** How far the store follows its mirror: what a count of its messages would hold up the pull to tell. */
export async function readCursor(): Promise<number> {
  const db = await openStore();
  const { cursor } = await readMirrorState(db);
  db.close();
  return cursor;
}

/** The cost in ms of one more message, written durably as the background writes it, and of a bare put. */
export async function timeWrites(times: number): Promise<{ store: number[]; bare: number[] }> {
  const db = await openStore();
  const writer = await createWriter({
    db: () => Promise.resolve(db),
    spill: { load: () => Promise.resolve(null), save: () => Promise.resolve() },
    onState: () => undefined,
    onChanged: () => undefined,
  });
  const bare = await openBare();
  const found: { store: number[]; bare: number[] } = { store: [], bare: [] };
  const sessionId = createId();
  for (let n = 0; n < times; n += 1) {
    const message = toMessage(sessionId, null);
    const start = performance.now();
    if ((await writer.commit({ type: 'save-messages', messages: [message] })) !== 'saved') {
      throw new Error('the store refused');
    }
    found.store.push(performance.now() - start);
    const bareStart = performance.now();
    await putBare(bare, [message]);
    found.bare.push(performance.now() - bareStart);
  }
  writer.close();
  db.close();
  bare.close();
  return found;
}

/** A database with one plain table, for comparison. */
export function openBare(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('bench-bare', 1);
    opening.addEventListener('upgradeneeded', () =>
      opening.result.createObjectStore('rows', { keyPath: 'id' }),
    );
    opening.addEventListener('success', () => resolve(opening.result));
    opening.addEventListener('error', () => reject(new Error('the bare database could not be opened')));
  });
}

/** Puts rows in one strict transaction. */
export function putBare(db: IDBDatabase, rows: readonly unknown[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const tx = db.transaction('rows', 'readwrite', { durability: 'strict' });
    tx.addEventListener('complete', () => resolve());
    tx.addEventListener('error', () => reject(new Error('the bare database refused')));
    const store = tx.objectStore('rows');
    for (const row of rows) store.put(row);
  });
}
