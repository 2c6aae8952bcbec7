import { createMirrorRequest, type MirrorAddress } from './mirror-request.ts';
import {
  binDoneSchema,
  binListSchema,
  type Digest,
  digestSchema,
  mostUndos,
  type WireBinEntry,
} from './protocol.ts';

/** What a person asks a mirror, besides the sync. Every method rejects with `MirrorError`, or with the signal's reason. */
export interface MirrorDesk {
  /** What it holds, and what its clock says. */
  digest(signal: AbortSignal): Promise<Digest>;
  listBin(signal: AbortSignal): Promise<readonly WireBinEntry[]>;
  /** Brings back what these clears removed, as copies under the ids that a device would give them. */
  restore(undos: readonly string[], signal: AbortSignal): Promise<number>;
  /** Deletes for ever what lies in the bin; null: all of it. */
  emptyBin(undos: readonly string[] | null, signal: AbortSignal): Promise<number>;
}

/** Makes the desk for the single user's workspace. */
export function createMirrorDesk(address: MirrorAddress): MirrorDesk {
  const request = createMirrorRequest(address);
  async function change(path: string, undos: readonly string[] | null, signal: AbortSignal): Promise<number> {
    let done = 0;
    for (const some of undos === null ? [null] : toBatches(undos)) {
      done += (await request({ path, body: { undos: some }, schema: binDoneSchema }, signal)).done;
    }
    return done;
  }
  return {
    digest: (signal) => request({ path: '/digest', schema: digestSchema }, signal),
    listBin: async (signal) => (await request({ path: '/bin', schema: binListSchema }, signal)).entries,
    restore: (undos, signal) => change('/bin/restore', undos, signal),
    emptyBin: (undos, signal) => change('/bin/empty', undos, signal),
  };
}

/** As many as one request may carry; a bin fills with thousands where many chats are deleted at once. */
function toBatches(undos: readonly string[]): readonly (readonly string[])[] {
  const count = Math.ceil(undos.length / mostUndos);
  return Array.from({ length: count }, (_, at) => undos.slice(at * mostUndos, (at + 1) * mostUndos));
}
