import { copyIdOf } from '../../utils/chat/derived-id.ts';
import type { PanelEvent } from '../../utils/messaging/panel-protocol.ts';
import { dayMs, type KeepRules } from '../../utils/retention/expiry.ts';
import { judgeClock } from '../../utils/retention/judge-clock.ts';
import { type Expiring, listExpiring } from '../../utils/retention/list-expiring.ts';
import type { BackgroundItems } from '../../utils/settings/background-items.ts';
import type { MirrorSettings, Settings } from '../../utils/settings/settings.ts';
import { coalesce } from '../../utils/std/coalesce.ts';
import { sleep } from '../../utils/std/sleep.ts';
import { binMs } from '../../utils/store/bin-rows.ts';
import type { StoreHandle } from '../../utils/store/open-store.ts';
import { listSessions, listTurns } from '../../utils/store/read.ts';
import { undoMs } from '../../utils/store/write.ts';
import type { Writer } from '../../utils/store/writer.ts';

/** Chats in one go; between two the store belongs to whoever is in a hurry. */
const batchSize = 5;
const pauseMs = 20;

export interface RetentionOptions {
  readonly store: Pick<StoreHandle, 'db'>;
  readonly items: Pick<BackgroundItems, 'keeping' | 'retention'>;
  readonly readSettings: () => Promise<Settings>;
  /** The mirror's clock (epoch ms). Rejects where it cannot be asked. */
  readonly readMirrorTime: (mirror: MirrorSettings) => Promise<number>;
  readonly writer: Pick<Writer, 'commit' | 'state'>;
  readonly broadcast: (event: PanelEvent) => void;
  /** Whether a panel is there to tell. */
  readonly isWatched: () => boolean;
  readonly now: () => number;
}

/** Deletes what is older than it is to be kept: chats to the bin, and what lay in the bin for good. */
export interface Retention {
  /** Does the day's work, unless it was done. May be stopped at any moment. Never rejects. */
  check(): Promise<void>;
  /** What panels have not been told yet; null where there is nothing. */
  takeUntold(): Promise<PanelEvent | null>;
  /** Whether there is a bin. */
  hasBin(): Promise<boolean>;
  /** Purges what is kept for no more than an undo, where there is no bin. */
  forgetUndos(): Promise<void>;
}

export function createRetention(options: RetentionOptions): Retention {
  const { items, writer, now } = options;
  const memory = items.retention;
  const hasBin = async (): Promise<boolean> => (await items.keeping.read()).bin;

  async function forgetUndos(): Promise<void> {
    if (!(await hasBin())) await writer.commit({ type: 'forget-undos', before: now() - undoMs });
  }

  async function dayWork(): Promise<void> {
    const { ranAt } = await memory.read();
    const since = now() - ranAt;
    // A clock that was put back must not silence this for years.
    if (since >= 0 && since < dayMs) return;
    if (writer.state() === 'not-saved') return;
    if (await isClockTrusted(options)) {
      const bin = await hasBin();
      await writer.commit({ type: 'forget-undos', before: now() - (bin ? binMs : undoMs) });
      await expire(options, bin);
    }
    // Only now: a worker that is stopped goes on at its next wake.
    await memory.update((all) => ({ ...all, ranAt: now() }));
  }

  async function takeUntold(): Promise<PanelEvent | null> {
    const { untold } = await memory.read();
    if (untold.length === 0) return null;
    await memory.update((all) => ({ ...all, untold: [] }));
    return { type: 'expired', undoIds: [...untold], bin: await hasBin() };
  }

  return {
    hasBin,
    forgetUndos,
    takeUntold,
    check: coalesce(async () => {
      try {
        await dayWork();
        const event = options.isWatched() ? await takeUntold() : null;
        if (event !== null) options.broadcast(event);
      } catch (error) {
        console.error('retention: old chats could not be looked at', error);
      }
    }),
  };
}

async function isClockTrusted({
  store,
  items,
  readSettings,
  readMirrorTime,
  now,
}: RetentionOptions): Promise<boolean> {
  const { mirror } = await readSettings();
  const mirrorAt = mirror === null ? null : await readMirrorTime(mirror).catch(() => null);
  const [newest] = await listSessions(await store.db(), { limit: 1, before: null });
  const { clock } = await items.retention.read();
  const verdict = judgeClock(clock, { now: now(), newestAt: newest?.lastAt ?? null, mirrorAt });
  await items.retention.update((all) => ({ ...all, clock: verdict.memory }));
  return verdict.trusted;
}

async function expire(options: RetentionOptions, bin: boolean): Promise<void> {
  const { store, items, now } = options;
  const db = await store.db();
  const rules = await readRules(options);
  const busy = new Set((await listTurns(db)).map(({ sessionId }) => sessionId));
  const due = (await listExpiring(db, { rules, by: now() })).filter(({ session }) => !busy.has(session.id));
  for (let from = 0; from < due.length; from += batchSize) {
    const batch = due.slice(from, from + batchSize);
    for (const one of batch) await remove(options, one, bin);
    const undoIds = batch.map(undoIdOf);
    await items.retention.update((all) => ({ ...all, untold: [...new Set([...all.untold, ...undoIds])] }));
    await sleep(pauseMs);
  }
}

async function remove({ writer, now }: RetentionOptions, one: Expiring, bin: boolean): Promise<void> {
  await writer.commit({
    type: 'delete-session',
    sessionId: one.session.id,
    undoId: undoIdOf(one),
    at: now(),
    expired: true,
    ...(bin ? {} : { purge: true }),
  });
}

/** The same on every device and at every repeat, so that a chat goes once, and comes back once. */
function undoIdOf({ session, from }: Expiring): string {
  return copyIdOf(session.id, `expired ${from}`);
}

async function readRules({ items, readSettings }: RetentionOptions): Promise<KeepRules> {
  const [{ keepDays }, { tags, changedAt }] = await Promise.all([readSettings(), items.keeping.read()]);
  return { days: keepDays, tags, changedAt };
}
