import type { ImportReason } from '../chat/import-file.ts';

/** The importer's one error: the whole file does not come in. */
export class ImportError extends Error {
  override readonly name = 'ImportError';
  readonly reason: ImportReason;

  constructor(reason: ImportReason, options?: { readonly cause?: unknown }) {
    super(`import: ${reason}`, options);
    this.reason = reason;
  }
}

/** What stands in the way, whatever was thrown. */
export function reasonOf(error: unknown): ImportReason {
  if (error instanceof ImportError) return error.reason;
  return error instanceof Error && error.name === 'AbortError' ? 'cancelled' : 'not-readable';
}
