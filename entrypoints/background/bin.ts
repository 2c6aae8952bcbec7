import * as v from 'valibot';
import { createId } from '../../utils/chat/id.ts';
import type { Trouble } from '../../utils/chat/message.ts';
import { rowSchema } from '../../utils/mirror/protocol.ts';
import type { PanelCommand, PanelEvent } from '../../utils/messaging/panel-protocol.ts';
import type { Settings } from '../../utils/settings/settings.ts';
import { listBin } from '../../utils/store/bin-rows.ts';
import type { StoreHandle } from '../../utils/store/open-store.ts';
import { mendRows } from '../../utils/store/mend-rows.ts';
import { listPostings } from '../../utils/store/posting-rows.ts';
import { listSessions } from '../../utils/store/list-sessions.ts';
import { beginResync } from '../../utils/store/resync.ts';
import { readMirrorState } from '../../utils/store/sync-store.ts';
import { retryFailed, wipeStore } from '../../utils/store/wipe.ts';
import type { Writer } from '../../utils/store/writer.ts';
import type { TurnService } from '../../utils/turn/turn-service.ts';
import type { SyncSchedule } from './sync-schedule.ts';

/** What the bin and the storage page ask for. */
export type BinCommand = Extract<
  PanelCommand,
  { readonly type: 'restore' | 'empty-bin' | 'retry-failed' | 'repair' | 'mend' | 'delete-everything' }
>;

export interface BinContext {
  readonly store: Pick<StoreHandle, 'db'>;
  readonly readSettings: () => Promise<Pick<Settings, 'mirror'>>;
  readonly writer: Pick<Writer, 'commit' | 'clock'>;
  readonly turns: Pick<TurnService, 'drop'>;
  readonly sync: Pick<SyncSchedule, 'run' | 'restart'>;
  readonly broadcast: (event: PanelEvent) => void;
  readonly now: () => number;
}

const sessionPage = 200;
const rowsSchema = v.array(rowSchema);

/** Carries out a command of the bin or of the storage page, and resolves to its answer. */
export async function runBinCommand(context: BinContext, command: BinCommand): Promise<Trouble | null> {
  const { store, writer, sync, turns, now } = context;
  switch (command.type) {
    case 'restore':
      for (const undoId of command.undoIds) {
        await writer.commit({ type: 'undo', undoId, at: now(), fromBin: true });
      }
      return null;
    case 'empty-bin':
      return emptyBin(context, command.undoIds);
    case 'retry-failed':
      await retryFailed(await store.db());
      tellAll(context);
      await sync.run();
      return null;
    case 'repair':
      return repair(context, command.everything);
    case 'mend':
      await mendRows(await store.db(), { ...command, rows: v.parse(rowsSchema, command.rows) }, writer.clock);
      return null;
    case 'delete-everything':
      if (command.where === 'everywhere') return deleteEverywhere(context);
      // A mirror that is still connected would bring everything back.
      if ((await context.readSettings()).mirror !== null) return refused('A mirror is connected.');
      sync.restart();
      for (const { id } of await listAll(context)) await turns.drop(id);
      await wipeStore(await store.db());
      tellAll(context);
      return null;
  }
}

/** One clear at a time: a transaction over a whole bin would hold up everything else. */
async function emptyBin(
  { store, writer }: BinContext,
  undoIds: readonly string[] | null,
): Promise<Trouble | null> {
  const wanted = undoIds ?? (await listBin(await store.db())).map(({ undoId }) => undoId);
  for (const undoId of wanted) await writer.commit({ type: 'empty-bin', undoIds: [undoId] });
  return null;
}

/** What both have already changes nothing. */
async function repair(context: BinContext, everything: boolean): Promise<Trouble | null> {
  const db = await context.store.db();
  const { inc } = await readMirrorState(db);
  if (everything && inc !== null) await beginResync(db, { resync: 'incarnation', inc });
  await context.sync.run();
  tellAll(context);
  return null;
}

/** Registers have no tombstone: what a person wrote into one is taken out, and the rest is ids and dates. */
async function deleteEverywhere(context: BinContext): Promise<Trouble | null> {
  const { store, writer, turns, sync, now } = context;
  for (const { id: sessionId } of await listAll(context)) {
    await turns.drop(sessionId);
    await writer.commit({ type: 'delete-session', sessionId, undoId: createId(), at: now(), purge: true });
    await writer.commit({ type: 'save-draft', sessionId, text: '', at: now() });
  }
  for (const row of await (await store.db()).getAll('sessions')) {
    const values = {
      ...(row.titleByUser ? { title: '' } : {}),
      ...(row.posting ? { posting: null } : {}),
      ...(row.lineage ? { lineage: { forkOf: null, mergedFrom: [] } } : {}),
    };
    await writer.commit({ type: 'set-registers', sessionId: row.id, values });
  }
  for (const { id } of await listPostings(await store.db())) {
    const values = { 'job.note': '', 'job.saved': false };
    await writer.commit({ type: 'set-registers', sessionId: id, values });
  }
  await emptyBin(context, null);
  await sync.run();
  return null;
}

/** The view of any chat may have changed. */
function tellAll({ broadcast }: Pick<BinContext, 'broadcast'>): void {
  broadcast({ type: 'changed', sessionIds: null });
}

async function listAll({ store }: BinContext): Promise<readonly { readonly id: string }[]> {
  const db = await store.db();
  const all = [];
  for (;;) {
    const page = await listSessions(db, { limit: sessionPage, before: all.at(-1) ?? null });
    all.push(...page);
    if (page.length < sessionPage) return all;
  }
}

function refused(detail: string): Trouble {
  return { reason: 'unknown', message: '', detail, retryAfterMs: null };
}
