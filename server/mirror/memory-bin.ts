import { digestSessions } from '../../utils/chat/digest.ts';
import { type BinnedMessage, groupBin, isCopyOf, toBinRow, toRestoreOps } from './bin.ts';
import type { Spaces } from './memory-space.ts';
import type { Writes } from './memory-store.ts';
import type { MirrorStore } from './mirror-store.ts';
import { readStoredMessage } from './stored-json.ts';
import { type PushPlan, registerKey } from './plan-push.ts';

type Bin = Pick<MirrorStore, 'digest' | 'listBin' | 'restoreBin' | 'emptyBin' | 'purgeBin'>;

/** Takes in what a push deleted, and drops what it purged or brought back. */
export function writeBin(bin: Map<string, BinnedMessage>, plan: PushPlan, at: number): void {
  for (const { text, ...one } of plan.binned)
    bin.set(one.id, { ...one, at, message: readStoredMessage(text) });
  for (const id of plan.purged) bin.delete(id);
  for (const { id, of } of plan.copies) {
    const binned = bin.get(of);
    if (binned !== undefined && isCopyOf(binned, id)) bin.delete(of);
  }
}

/** The memory store's bin, and its digest. */
export function createMemoryBin(spaces: Spaces, { push }: Pick<Writes, 'push'>, now: () => number): Bin {
  return {
    async digest(ws) {
      const space = spaces.get(ws);
      if (space === undefined) return null;
      const live = [...space.messages.values()].filter(({ message }) => message !== null);
      const sessions = digestSessions(live);
      const bytes = JSON.stringify([...space.messages.values()]).length;
      return { inc: space.state.inc, bytes, bin: groupBin([...space.bin.values()]).length, sessions };
    },
    async listBin(ws) {
      const space = spaces.get(ws);
      if (space === undefined) return null;
      return groupBin([...space.bin.values()]).map((group) =>
        toBinRow(group, space.registers.get(registerKey(group[0].session, 'title'))?.value),
      );
    },
    async restoreBin(ws, undos) {
      const space = spaces.get(ws);
      if (space === undefined) return null;
      const binned = [...space.bin.values()].filter(({ undo }) => undos.includes(undo));
      const ops = toRestoreOps(binned, { at: now(), hlc: space.clock.next });
      const outcome = await push(ws, { clientId: 'mirror', inc: null, ops });
      for (const { id } of binned) space.bin.delete(id);
      const restored = new Set(binned.map(({ undo }) => undo)).size;
      return { restored, sessions: outcome !== null && 'sessions' in outcome ? outcome.sessions : [] };
    },
    async emptyBin(ws, undos) {
      const space = spaces.get(ws);
      if (space === undefined) return null;
      const gone = [...space.bin.values()].filter(({ undo }) => undos === null || undos.includes(undo));
      for (const { id } of gone) space.bin.delete(id);
      return new Set(gone.map(({ undo }) => undo)).size;
    },
    async purgeBin(before) {
      let count = 0;
      for (const { bin } of spaces.values())
        for (const { id, at } of bin.values()) if (at < before && bin.delete(id)) count += 1;
      return count;
    },
  };
}
