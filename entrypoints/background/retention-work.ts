import { copyIdOf } from '../../utils/chat/derived-id.ts';
import type { KeepRules } from '../../utils/retention/expiry.ts';
import { judgeClock } from '../../utils/retention/judge-clock.ts';
import { type Expiring, listExpiring } from '../../utils/retention/list-expiring.ts';
import { sleep } from '../../utils/std/sleep.ts';
import { binMs } from '../../utils/store/bin-rows.ts';
import { listTurns } from '../../utils/store/read.ts';
import { listSessions } from '../../utils/store/list-sessions.ts';
import { undoMs } from '../../utils/store/write.ts';
import type { RetentionOptions } from './retention.ts';

/** Chats in one go; between two the store belongs to whoever is in a hurry. */
const batchSize = 5;
const pauseMs = 20;

/** The day's work, where the clock can be trusted. May be stopped at any moment, and begun again. */
export async function workOnce(options: RetentionOptions, bin: boolean): Promise<void> {
  const { writer, now } = options;
  if (!(await isClockTrusted(options))) return;
  await writer.commit({ type: 'forget-undos', before: now() - (bin ? binMs : undoMs) });
  await expire(options, bin);
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
