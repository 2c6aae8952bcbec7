import type { ImportReason, ImportReport } from '../chat/import-file.ts';
import type { Message } from '../chat/message.ts';
import { type ListStandings, toFreshMessages } from './fresh-messages.ts';
import type { Json } from '../std/json.ts';
import { reasonOf } from './import-error.ts';
import type { ImportedChat } from './imported-chat.ts';
import { createLosses } from './preview-import.ts';
import { type ImportSource, readChats, type ReadContext } from './read-chats.ts';

/** Messages in one write, and characters of their JSON where they are long. */
export const batchMessages = 200;
const batchLength = 1_000_000;

/** One write's worth: the background makes it one transaction. */
export interface ImportBatch {
  /** From 0, without gaps: a repeat of the same batch is known by it. */
  readonly index: number;
  readonly sessions: readonly {
    readonly sessionId: string;
    /** Epoch ms; the fields are set as of this time. */
    readonly createdAt: number;
    readonly fields: Readonly<Record<string, Json>>;
  }[];
  readonly messages: readonly Message[];
}

export interface RunContext extends ReadContext {
  readonly listStandings: ListStandings;
  /** The chats to take in, by their session ids; null: all. */
  readonly chosen: ReadonlySet<string> | null;
  /** Hands a batch to the background; resolves to what stands in the way, or null once it is on disk. */
  readonly send: (batch: ImportBatch) => Promise<ImportReason | null>;
}

/**
 * Reads a file again and writes what was chosen, batch by batch. What is here already stays as it is, so
 * that a repeat of an import that was broken off completes it. Never rejects: the report tells.
 */
export async function runImport(source: ImportSource, context: RunContext): Promise<ImportReport> {
  const losses = createLosses();
  const counts = { chats: 0, messages: 0, known: 0 };
  const outlet = createOutlet(context.send);
  let stopped: ImportReason | null = null;
  try {
    for await (const result of readChats(source, context)) {
      if (result.type !== 'chat') {
        losses.add([result.loss]);
        continue;
      }
      const { chat } = result;
      if (context.chosen !== null && !context.chosen.has(chat.sessionId)) continue;
      losses.add(chat.losses);
      const fresh = await toFreshMessages(chat, context.listStandings);
      counts.known += chat.messages.length - fresh.length;
      if (fresh.length > 0) counts.chats += 1;
      stopped = await outlet.add(chat, fresh);
      if (stopped !== null) break;
    }
    stopped ??= await outlet.flush();
  } catch (error) {
    stopped = reasonOf(error);
  }
  stopped = (await outlet.end()) ?? stopped;
  counts.messages = outlet.written();
  return { ...counts, losses: losses.list(), stopped };
}

/** Hands over one batch after the other; the next one is made ready meanwhile. */
interface Outlet {
  /** Both resolve to what stood in the way of an earlier batch, after which no more is handed over. */
  add(chat: ImportedChat, fresh: readonly Message[]): Promise<ImportReason | null>;
  flush(): Promise<ImportReason | null>;
  /** Waits for the last batch. */
  end(): Promise<ImportReason | null>;
  /** Messages on disk. */
  written(): number;
}

function createOutlet(send: RunContext['send']): Outlet {
  let index = 0;
  let written = 0;
  let length = 0;
  let sessions: ImportBatch['sessions'][number][] = [];
  let messages: Message[] = [];
  let sent: Promise<ImportReason | null> = Promise.resolve(null);

  async function hand(batch: ImportBatch): Promise<ImportReason | null> {
    const trouble = await send(batch).catch(reasonOf);
    if (trouble === null) written += batch.messages.length;
    return trouble;
  }

  async function flush(): Promise<ImportReason | null> {
    if (messages.length === 0) return null;
    const batch = { index, sessions, messages };
    index += 1;
    sessions = [];
    messages = [];
    length = 0;
    // Only one is under way: a gap in what came in could not be taken back.
    const trouble = await sent;
    if (trouble === null) sent = hand(batch);
    return trouble;
  }

  return {
    flush,
    end: () => sent,
    written: () => written,
    async add({ sessionId, createdAt, fields }, fresh) {
      let named = false;
      for (const message of fresh) {
        const size = JSON.stringify(message).length;
        if (messages.length >= batchMessages || (messages.length > 0 && length + size > batchLength)) {
          const trouble = await flush();
          if (trouble !== null) return trouble;
        }
        // The fields go with the first message: no chat is named before it holds something.
        if (!named) sessions.push({ sessionId, createdAt, fields });
        named = true;
        messages.push(message);
        length += size;
      }
      return null;
    },
  };
}
