import * as v from 'valibot';
import { jsonSchema } from '../../utils/chat/json.ts';
import type { Trouble } from '../../utils/chat/message.ts';
import type { PanelRequest } from '../../utils/messaging/panel-protocol.ts';
import type { ContentDesk } from '../../utils/mirror/content-desk.ts';
import type { MirrorDesk } from '../../utils/mirror/mirror-desk.ts';
import { MirrorError } from '../../utils/mirror/mirror-error.ts';
import type { Digest } from '../../utils/mirror/protocol.ts';
import { compareContent } from '../../utils/retention/compare-content.ts';
import { type Comparison, compareStores } from '../../utils/retention/compare-stores.ts';
import { dayMs } from '../../utils/std/day-ms.ts';
import { type Expiring, listExpiring } from '../../utils/retention/list-expiring.ts';
import { type ChatStanding, listStandings } from '../../utils/retention/list-standings.ts';
import { addMended, type Mended, mendSession, nothingMended } from '../../utils/retention/mend-session.ts';
import { readStorage, type StorageFacts } from '../../utils/retention/read-storage.ts';
import type { Keeping } from '../../utils/settings/keeping.ts';
import type { LocalItem } from '../../utils/settings/local-item.ts';
import type { MirrorSettings, Settings } from '../../utils/settings/settings.ts';
import { listBin } from '../../utils/store/bin-rows.ts';
import type { Mending } from '../../utils/store/mend-rows.ts';
import type { StoreDb } from '../../utils/store/schema.ts';
import type { StoreHandle } from '../../utils/store/open-store.ts';
import { listTags } from '../../utils/store/list-tags.ts';

/** How chats are kept, with what that does in the next 30 days. */
export interface KeepingState extends Keeping {
  readonly days: number;
  /** Tags in use, the most used first. */
  readonly known: readonly string[];
  readonly expiring: readonly Expiring[];
  readonly binned: number;
}

export interface KeepingPorts {
  read(): Promise<KeepingState>;
  /** Saves what was changed; from then on it takes a day before anything goes. */
  save(change: {
    readonly days?: number;
    readonly tags?: Keeping['tags'];
    readonly bin?: boolean;
  }): Promise<void>;
}

/** `stored` and `quota` are the browser's estimates in bytes; null where it gives none. */
export interface StorageState {
  readonly facts: StorageFacts;
  readonly stored: number | null;
  readonly quota: number | null;
  /** Null: no mirror is connected; `silent`: it does not answer. */
  readonly mirror: Digest | 'silent' | null;
}

/** What a check found: the comparison before, and after a repair where one was needed. */
export interface Checked {
  readonly before: Comparison;
  readonly after: Comparison | null;
  /** What was found and mended; null where the mirror is of before, and everything was offered and read anew. */
  readonly mended: Mended | null;
}

export interface StoragePorts {
  read(): Promise<StorageState>;
  /** Every chat with how far the mirror has it, newest first; those that only the mirror has come last. */
  listStandings(): Promise<readonly ChatStanding[]>;
  /** Compares with the mirror, and repairs what differs. Rejects where one of both does not answer. */
  check(onProgress: (done: number, all: number) => void): Promise<Checked>;
  retryFailed(): Promise<boolean>;
  /** `here` disconnects the mirror first: it would bring everything back. */
  deleteEverything(where: 'here' | 'everywhere'): Promise<boolean>;
}

interface Outside {
  readonly store: Pick<StoreHandle, 'db'>;
  readonly keeping: LocalItem<Keeping>;
  readonly readSettings: () => Promise<Settings>;
  readonly saveSettings: (settings: Settings) => Promise<void>;
  readonly createDesk: (mirror: MirrorSettings) => Pick<MirrorDesk, 'digest'>;
  readonly createContent: (mirror: MirrorSettings) => ContentDesk;
  readonly command: (request: PanelRequest) => Promise<Trouble | null>;
  readonly estimate: () => Promise<{ readonly usage?: number; readonly quota?: number }>;
  /** Forgets what panels remember outside of the store. */
  readonly forgetPanels: () => void;
  readonly now: () => number;
}

const patienceMs = 30_000;
/** How far ahead it is shown what will go. */
const aheadMs = 30 * dayMs;

export function createKeepingPorts(outside: Outside): KeepingPorts {
  const { store, keeping, readSettings, saveSettings, command, now } = outside;
  return {
    async read() {
      const [{ keepDays: days }, kept, db] = await Promise.all([readSettings(), keeping.read(), store.db()]);
      const rules = { days, tags: kept.tags, changedAt: kept.changedAt };
      const [known, expiring, bin] = await Promise.all([
        listTags(db),
        listExpiring(db, { rules, by: now() + aheadMs }),
        listBin(db),
      ]);
      return { ...kept, days, known, expiring, binned: bin.length };
    },
    async save({ days, tags, bin }) {
      // While there still is a bin: afterwards nothing would tell the mirror to empty its own.
      if (bin === false && (await command({ type: 'empty-bin', undoIds: null })) !== null) {
        throw new Error('the bin could not be emptied');
      }
      // First the day of grace: a worker that looks in between must not delete by the new rule.
      const changed = days !== undefined || tags !== undefined;
      await keeping.update((old) => ({
        bin: bin ?? old.bin,
        tags: tags ?? old.tags,
        changedAt: changed ? now() : old.changedAt,
      }));
      if (days !== undefined) await saveSettings({ ...(await readSettings()), keepDays: days });
    },
  };
}

export function createStoragePorts(outside: Outside): StoragePorts {
  const { store, readSettings, saveSettings, createDesk, createContent, command, estimate, forgetPanels } =
    outside;
  async function sync(everything: boolean): Promise<void> {
    if ((await command({ type: 'repair', everything })) !== null) throw new Error('the repair was refused');
  }
  async function mend({ rows, ...mending }: Mending): Promise<void> {
    const request = { type: 'mend', ...mending, rows: v.parse(v.array(jsonSchema), rows) } as const;
    const { messageIds, fields } = mending;
    const trouble = await command({ ...request, messageIds: [...messageIds], fields: [...fields] });
    if (trouble !== null) throw new Error('the repair was refused');
  }
  /** With a mirror of before: it tells ids only, and gives all or nothing. */
  async function checkIds(db: StoreDb, ask: () => Promise<Digest>): Promise<Checked> {
    const before = await compareStores(db, await ask());
    if (before.differences.length === 0) return { before, after: null, mended: null };
    await sync(true);
    return { before, after: await compareStores(db, await ask()), mended: null };
  }
  const askDigest = async (mirror: MirrorSettings): Promise<Digest> =>
    createDesk(mirror).digest(AbortSignal.timeout(patienceMs));
  return {
    async read() {
      const [db, { mirror }, space] = await Promise.all([store.db(), readSettings(), estimate()]);
      const silent = (): 'silent' => 'silent';
      return {
        facts: await readStorage(db),
        stored: space.usage ?? null,
        quota: space.quota ?? null,
        mirror: mirror === null ? null : await askDigest(mirror).catch(silent),
      };
    },
    async listStandings() {
      const [db, { mirror }] = await Promise.all([store.db(), readSettings()]);
      const desk = mirror === null ? null : { ...createDesk(mirror), ...createContent(mirror) };
      return listStandings(db, desk, AbortSignal.timeout(patienceMs));
    },
    async check(onProgress) {
      const [db, { mirror }] = await Promise.all([store.db(), readSettings()]);
      if (mirror === null) throw new Error('no mirror is connected');
      const desk = createContent(mirror);
      const compare = (): Promise<Comparison> =>
        compareContent(db, desk, { onProgress, signal: new AbortController().signal });
      const before = await compare().catch((error: unknown) => {
        if (error instanceof MirrorError && error.reason === 'not-mirror') return null;
        throw error;
      });
      if (before === null) return checkIds(db, () => askDigest(mirror));
      if (before.differences.length === 0) return { before, after: null, mended: null };
      // First what waits: it may be all there is.
      await sync(false);
      let mended = nothingMended;
      for (const { sessionId } of before.differences) {
        const parts = { db, desk, mend };
        mended = addMended(mended, await mendSession(parts, sessionId, new AbortController().signal));
      }
      await sync(false);
      return { before, after: await compare(), mended };
    },
    retryFailed: async () => (await command({ type: 'retry-failed' })) === null,
    async deleteEverything(where) {
      if (where === 'here') await saveSettings({ ...(await readSettings()), mirror: null });
      const done = (await command({ type: 'delete-everything', where })) === null;
      if (done) forgetPanels();
      return done;
    },
  };
}
