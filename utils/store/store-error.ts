/**
 * Why the store did not do what was asked. `refused`: the browser would not write or open (a full disk
 * and private mode show as anything); `quota`: no room; `newer`: the database was made by a newer
 * version of the extension; `absent`: this browser context has no IndexedDB; `blocked`: another context
 * holds an older version open; `deleted`: the database was closed or removed under us.
 */
export type StoreReason = 'refused' | 'quota' | 'newer' | 'absent' | 'blocked' | 'deleted';

/** The store's one error; `cause` is the browser's own. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly reason: StoreReason;

  constructor(reason: StoreReason, options?: { readonly cause?: unknown }) {
    super(`store: ${reason}`, options);
    this.reason = reason;
  }
}

const reasons: Readonly<Record<string, StoreReason>> = {
  QuotaExceededError: 'quota',
  VersionError: 'newer',
  InvalidStateError: 'deleted',
  NotFoundError: 'deleted',
};

/** Gives whatever IndexedDB threw a reason. */
export function toStoreError(cause: unknown): StoreError {
  if (cause instanceof StoreError) return cause;
  return new StoreError(reasons[errorName(cause)] ?? 'refused', { cause });
}

/** True where the data, not the storage, is at fault: repeating such a write can never help. */
export function isUnstorable(error: unknown): boolean {
  const cause = error instanceof StoreError ? error.cause : error;
  return ['DataCloneError', 'DataError'].includes(errorName(cause));
}

function errorName(error: unknown): string {
  // `DOMException` is an `Error` in browsers, but not in every test realm.
  return typeof error === 'object' && error !== null && 'name' in error ? String(error.name) : '';
}
