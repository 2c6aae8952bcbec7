import * as v from 'valibot';
import { holdsTurn, toChronological, toHistoryTurn } from './history.ts';
import type { Http } from './http.ts';
import type { HistoryTurn, ServerFacts, Thread } from './letta-client.ts';
import { LettaError } from './letta-error.ts';
import { lettaMessageSchema, type LettaMessage } from './letta-message.ts';
import { paths } from './paths.ts';

const pageSize = 50;
/** 2,000 messages back; a turn that is looked for is among the newest ones. */
const mostPages = 40;

type Cursor = 'before' | 'after';
type Groups = ReturnType<typeof toChronological>;

/** Reads turns back from a server's history. */
export interface HistoryReader {
  readTurn(thread: Thread, otid: string, signal?: AbortSignal): Promise<HistoryTurn>;
}

/**
 * Which cursor leads to older messages differs: `before` on self-hosted servers whatever the order, `after`
 * on Cloud, where it follows the order. A page that leads back to what we have flips it, once and for all.
 */
export function createHistoryReader(http: Http, facts: () => ServerFacts): HistoryReader {
  let flipped = false;

  function olderCursor(): Cursor {
    return (facts().dialect === 'cloud') === flipped ? 'before' : 'after';
  }

  async function readPage(thread: Thread, oldest: string | null, signal?: AbortSignal): Promise<Groups> {
    const { conversationId } = thread;
    // Without it the agent's route mixes in what was said in conversations; servers that have none ignore it.
    const only = conversationId === null && facts().conversations ? { conversation_id: 'default' } : {};
    const cursor = oldest === null ? {} : { [olderCursor()]: oldest };
    const query = { limit: pageSize, order: 'desc', ...only, ...cursor };
    const { body } = await http.json({ method: 'GET', path: paths.messages(thread), query }, signal);
    return toChronological(parsePage(body), conversationId !== null);
  }

  async function readOlder(thread: Thread, known: Groups, signal?: AbortSignal): Promise<Groups> {
    const oldest = known[0]?.[0]?.id ?? null;
    if (oldest === null) return [];
    const page = await readPage(thread, oldest, signal);
    const older = olderThan(page, known);
    if (older.length > 0 || page.length === 0 || flipped) return older;
    flipped = true;
    return olderThan(await readPage(thread, oldest, signal), known);
  }

  return {
    async readTurn(thread, otid, signal) {
      let groups = await readPage(thread, null, signal);
      for (let page = 1; page < mostPages && !holdsTurn(groups, otid); page++) {
        const older = await readOlder(thread, groups, signal);
        if (older.length === 0) break;
        groups = [...older, ...groups];
      }
      return toHistoryTurn(groups, otid, Date.now());
    },
  };
}

/** The part of a page before what we have; none where the page leads to newer messages. */
function olderThan(page: Groups, known: Groups): Groups {
  const ids = new Set(known.map((group) => group[0]?.id));
  const end = page.findIndex((group) => ids.has(group[0]?.id));
  return end === -1 ? page : page.slice(0, end);
}

/** A row that this version cannot read is left out; it must not hide the others. */
function parsePage(body: unknown): readonly LettaMessage[] {
  const rows = v.safeParse(v.array(v.unknown()), body);
  if (!rows.success) throw new LettaError('not-letta', 'The answer is no list of messages.');
  return rows.output.flatMap((row) => {
    const parsed = v.safeParse(lettaMessageSchema, row);
    return parsed.success ? [parsed.output] : [];
  });
}
