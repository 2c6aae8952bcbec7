import { openDB } from 'idb';
import { request } from './request.ts';
import { type StoreDb, type StoreSchema, storeVersion, upgrades } from './schema.ts';
import { StoreError, toStoreError } from './store-error.ts';
import { allIndexed } from './all-indexed.ts';

export const defaultStoreName = 'talentscout';
/** How long another context may take to let go of an older version, in ms. */
const blockedMs = 5_000;
/** How long a handle then does not try again, in ms. */
const blockedPauseMs = 10_000;

export interface OpenStoreOptions {
  readonly name?: string;
  /** A newer version wants the database, or someone deletes it: this connection has closed itself. */
  readonly onVersionChange?: () => void;
  /** The connection is gone for whatever reason, also because the browser ended it. */
  readonly onClosed?: () => void;
}

/**
 * Opens the store, making or upgrading it. Rejects with `StoreError`: `absent`, `newer`, `blocked`
 * (after 5 s), `quota`, `refused`.
 */
export async function openStore(options: OpenStoreOptions = {}): Promise<StoreDb> {
  if (typeof indexedDB === 'undefined') throw new StoreError('absent');
  const { name = defaultStoreName, onVersionChange, onClosed } = options;
  let open: StoreDb | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const opening = openDB<StoreSchema>(name, storeVersion, {
    upgrade(db, oldVersion, _newVersion, tx) {
      for (const upgrade of upgrades.slice(oldVersion)) upgrade(db, tx);
      if (oldVersion === 0) request(tx.objectStore('meta').put(allIndexed));
    },
    blocking() {
      open?.close();
      onVersionChange?.();
      onClosed?.();
    },
    terminated() {
      onClosed?.();
    },
  });
  const tooLong = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new StoreError('blocked')), blockedMs);
  });
  try {
    open = await Promise.race([opening, tooLong]);
    return open;
  } catch (error) {
    // An open that succeeds after all must not hold the database against the next attempt.
    void opening.then(
      (late) => late.close(),
      () => undefined,
    );
    throw toStoreError(error);
  } finally {
    clearTimeout(timer);
  }
}

/** The store as a service keeps it: opened on demand, and again after it was closed under us. */
export interface StoreHandle {
  /** The open database. Rejects as `openStore` does; the next call tries again. */
  db(): Promise<StoreDb>;
  close(): Promise<void>;
}

/**
 * Makes a handle; nothing is opened before the first `db()`. After it was blocked, it says so at once for
 * a while: a turn that asks for the store at every step must not wait for it at every step.
 */
export function createStoreHandle(options: OpenStoreOptions = {}): StoreHandle {
  let current: Promise<StoreDb> | null = null;
  let blocked: { readonly error: StoreError; readonly until: number } | null = null;

  async function db(): Promise<StoreDb> {
    const open = current;
    if (open !== null && isUsable(await open)) return open;
    if (open !== null) forget(open);
    return current ?? reopen();
  }

  function reopen(): Promise<StoreDb> {
    if (blocked !== null && Date.now() < blocked.until) return Promise.reject(blocked.error);
    const opening: Promise<StoreDb> = openStore({
      ...options,
      onClosed: () => {
        forget(opening);
        options.onClosed?.();
      },
    });
    opening.catch((error: unknown) => {
      forget(opening);
      if (!(error instanceof StoreError) || error.reason !== 'blocked') return;
      blocked = { error, until: Date.now() + blockedPauseMs };
    });
    current = opening;
    return opening;
  }

  function forget(gone: Promise<StoreDb>): void {
    if (current === gone) current = null;
  }

  async function close(): Promise<void> {
    const open = current;
    current = null;
    await open?.then(
      (database) => database.close(),
      () => undefined,
    );
  }

  return { db, close };
}

/** Browsers do not always tell that a connection is gone: asking for a transaction does. */
function isUsable(db: StoreDb): boolean {
  try {
    db.transaction('meta', 'readonly');
    return true;
  } catch {
    return false;
  }
}
