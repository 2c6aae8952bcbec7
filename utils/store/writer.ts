import { createHlcClock, type HlcClock } from '../chat/hlc.ts';
import { createId } from '../chat/id.ts';
import type { Message } from '../chat/message.ts';
import type { Op } from '../mirror/protocol.ts';
import { backoffMs } from '../std/backoff.ts';
import { type Device, readDevice, temporaryDevice } from './device.ts';
import { draftsOf, type KeptDraft, messagesOf } from './kept-view.ts';
import { addKept, type KeptWrite } from './kept-write.ts';
import type { StoreDb } from './schema.ts';
import { isUnstorable } from './store-error.ts';
import { applyTogether, applyWrite, isUserWrite, type Write } from './write.ts';

/** Where refused writes survive the worker: `storage.session` in the extension. */
export interface SpillPort {
  /** What was saved last, unparsed; anything where nothing was. */
  load(): Promise<unknown>;
  save(value: unknown): Promise<void>;
}

export type WriterState = 'saved' | 'not-saved';

export interface WriterOptions {
  /** The open store; opens it again after it was closed. May reject. */
  readonly db: () => Promise<StoreDb>;
  readonly spill: SpillPort;
  /** Sends ops to the mirror past the store. Rejects when they did not arrive. */
  readonly push?: (ops: readonly Op[]) => Promise<void>;
  /** Called whenever the state, `unsaved()` or `unsavedDrafts()` changed. */
  readonly onState: (state: WriterState) => void;
  /** Called after the view of these sessions changed on disk. */
  readonly onChanged: (sessionIds: readonly string[]) => void;
  /** Epoch ms. */
  readonly now?: () => number;
}

/** The one way to change the store. No write is lost because storage refused it. */
export interface Writer {
  /** `saved`: on disk. `kept`: storage refused it; it is kept, and repeated in order until it is on disk. */
  commit(write: Write): Promise<'saved' | 'kept'>;
  /** The device's clock, shared with the sync engine. */
  readonly clock: HlcClock;
  readonly clientId: string;
  nextHlc(): string;
  state(): WriterState;
  /** Messages that are only kept so far. */
  unsaved(): readonly Message[];
  /** The same for drafts. */
  unsavedDrafts(): readonly KeptDraft[];
  /** Tries at once to save what is kept. */
  heal(): Promise<void>;
  /** Stops trying by itself. What is kept stays in the spill. */
  close(): void;
}

const retry = { firstMs: 1_000, mostMs: 60_000 };
/** Writes in one transaction, so that none is long. */
const mostTogether = 50;

/**
 * Makes the writer, with what the spill holds from the run before. Never rejects because of storage: a
 * store that cannot be opened is one that refuses. Rejects where what reads the spill cannot be loaded: it
 * stays as it is.
 */
export async function createWriter(options: WriterOptions): Promise<Writer> {
  const { now = Date.now } = options;
  const [device, spilled] = await Promise.all([
    options.db().then(readDevice).catch(temporaryDevice),
    readSpilled(options.spill),
  ]);
  const queue = createKeptQueue(options, spilled);
  const clock = createDeviceClock({ device, kept: queue.list(), now });
  let chain: Promise<unknown> = Promise.resolve();

  /** One after the other, in the order of the calls: a later write may build on an earlier one. */
  function inOrder<Result>(work: () => Promise<Result>): Promise<Result> {
    const next = chain.then(work);
    chain = next.catch(() => undefined);
    return next;
  }

  let waiting: { readonly entry: KeptWrite; settle(outcome: Promise<'saved' | 'kept'>): void }[] = [];

  function commit(write: Write): Promise<'saved' | 'kept'> {
    const entry = { stamp: { id: createId(), hlc: clock.next() }, write };
    return new Promise((settle) => {
      waiting.push({ entry, settle });
      if (waiting.length === 1) void inOrder(saveWaiting);
    });
  }

  /** What came while another write was under way shares a transaction, and with it the wait for the disk. */
  async function saveWaiting(): Promise<void> {
    const group = waiting.slice(0, mostTogether);
    waiting = waiting.slice(mostTogether);
    if (waiting.length > 0) void inOrder(saveWaiting);
    const together = await queue.saveTogether(group.map(({ entry }) => entry));
    for (const { entry, settle } of group) {
      const outcome = together ? Promise.resolve('saved' as const) : queue.save(entry);
      settle(outcome);
      await outcome.catch(() => undefined);
    }
  }

  if (queue.list().length > 0) void inOrder(queue.flush);
  queue.onDue(() => void inOrder(queue.flush));
  return {
    commit,
    clock,
    clientId: device.clientId,
    nextHlc: clock.next,
    state: () => (queue.list().length === 0 ? 'saved' : 'not-saved'),
    unsaved: () => messagesOf(queue.list()),
    unsavedDrafts: () => draftsOf(queue.list()),
    heal: () => inOrder(queue.flush),
    close: queue.close,
  };
}

async function readSpilled(spill: SpillPort): Promise<readonly KeptWrite[]> {
  const value = await spill.load().catch(() => null);
  // Almost always: storage refuses nothing.
  if (!Array.isArray(value) || value.length === 0) return [];
  return (await import('./parse-kept.ts')).parseKept(value);
}

function createDeviceClock({
  device,
  kept,
  now,
}: {
  readonly device: Device;
  readonly kept: readonly KeptWrite[];
  readonly now: () => number;
}): HlcClock {
  const stamps = kept.map((entry) => entry.stamp.hlc);
  const last = [device.hlc ?? '', ...stamps].toSorted().at(-1) ?? '';
  return createHlcClock({ node: device.node, last: last === '' ? null : last, now });
}

interface KeptQueue {
  list(): readonly KeptWrite[];
  save(entry: KeptWrite): Promise<'saved' | 'kept'>;
  /** Saves several writes in one transaction. False: nothing of it was done, and each is to be saved alone. */
  saveTogether(entries: readonly KeptWrite[]): Promise<boolean>;
  flush(): Promise<void>;
  /** `cb` is called when it is time to try again. */
  onDue(cb: () => void): void;
  close(): void;
}

/** The refused writes and their retries. Its methods are called one at a time. */
function createKeptQueue(options: WriterOptions, spilled: readonly KeptWrite[]): KeptQueue {
  const { db, spill, onState, onChanged } = options;
  let kept = spilled;
  let attempt = 0;
  let closed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let due: () => void = () => undefined;
  const pushDirectly = createDirectPush(options.push);

  async function apply({ write, stamp }: KeptWrite): Promise<void> {
    const { sessionIds } = await applyWrite(await db(), write, stamp);
    if (sessionIds.length > 0) onChanged(sessionIds);
  }

  async function save(entry: KeptWrite): Promise<'saved' | 'kept'> {
    if (kept.length === 0) {
      try {
        await apply(entry);
        return 'saved';
      } catch (error) {
        if (isUnstorable(error)) throw error;
      }
    }
    kept = addKept(kept, entry);
    await flush();
    return kept.includes(entry) ? 'kept' : 'saved';
  }

  async function saveTogether(entries: readonly KeptWrite[]): Promise<boolean> {
    const writes = entries.flatMap(({ stamp, write }) => (isUserWrite(write) ? [{ stamp, write }] : []));
    if (kept.length > 0 || entries.length < 2 || writes.length < entries.length) return false;
    try {
      const { sessionIds } = await applyTogether(await db(), writes);
      if (sessionIds.length > 0) onChanged(sessionIds);
      return true;
    } catch {
      // One that can never be stored, or a store that refuses: alone, each gets its own answer.
      return false;
    }
  }

  async function flush(): Promise<void> {
    if (kept.length === 0) return;
    for (const entry of kept) {
      try {
        await apply(entry);
        kept = kept.filter((other) => other !== entry);
      } catch (error) {
        // Data that can never be stored must not hold up the rest; it stays visible as not saved.
        if (!isUnstorable(error)) break;
      }
    }
    await spill.save(kept).catch(() => undefined);
    onState(kept.length === 0 ? 'saved' : 'not-saved');
    clearTimeout(timer);
    if (kept.length === 0) {
      attempt = 0;
    } else if (!closed) {
      timer = setTimeout(() => due(), backoffMs(attempt, retry));
      attempt += 1;
      pushDirectly(kept);
    }
  }

  function close(): void {
    closed = true;
    clearTimeout(timer);
  }

  return { list: () => kept, save, saveTogether, flush, onDue: (cb) => void (due = cb), close };
}

/** Sends what is kept to the mirror, each write until it arrived once; one request at a time. */
function createDirectPush(push: WriterOptions['push']): (kept: readonly KeptWrite[]) => void {
  const arrived = new Set<string>();
  let busy = false;
  let latest: readonly KeptWrite[] = [];
  function send(kept: readonly KeptWrite[]): void {
    latest = kept;
    const fresh = kept.filter((entry) => !arrived.has(entry.stamp.id));
    if (push === undefined || busy || fresh.length === 0) return;
    busy = true;
    pushOpsOf(fresh, push).then(
      () => {
        busy = false;
        for (const entry of fresh) arrived.add(entry.stamp.id);
        // What was refused meanwhile must not wait for the next attempt to save, which may be a minute away.
        send(latest);
      },
      () => {
        busy = false;
      },
    );
  }
  return send;
}

/** Resolves when all of it arrived, or nothing of it is for the mirror. */
async function pushOpsOf(
  kept: readonly KeptWrite[],
  push: (ops: readonly Op[]) => Promise<void>,
): Promise<void> {
  const { opsOf } = await import('./kept-ops.ts');
  const ops = kept.flatMap(opsOf);
  if (ops.length > 0) await push(ops);
}
