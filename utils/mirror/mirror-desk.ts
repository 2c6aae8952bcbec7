import { createMirrorRequest, type MirrorAddress } from './mirror-request.ts';
import { binDoneSchema, binListSchema, type Digest, digestSchema, type WireBinEntry } from './protocol.ts';

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
  const change = async (path: string, undos: readonly string[] | null, signal: AbortSignal) =>
    (await request({ path, body: { undos }, schema: binDoneSchema }, signal)).done;
  return {
    digest: (signal) => request({ path: '/digest', schema: digestSchema }, signal),
    listBin: async (signal) => (await request({ path: '/bin', schema: binListSchema }, signal)).entries,
    restore: (undos, signal) => change('/bin/restore', undos, signal),
    emptyBin: (undos, signal) => change('/bin/empty', undos, signal),
  };
}
