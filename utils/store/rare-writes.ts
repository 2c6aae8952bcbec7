import { emptyBin } from './bin-rows.ts';
import { forkSession, mergeSessions } from './copy-rows.ts';
import { saveImport, undoImport } from './import-rows.ts';
import type { Scope, Stamp } from './scope.ts';
import { clearSession, undoClear } from './undo-rows.ts';
import { undoMs, type Write } from './write.ts';

/** What chatting never writes; loaded when it is wanted. */
export type RareWrite = Extract<
  Write,
  { readonly type: 'fork' | 'merge' | 'clear' | 'delete-session' | 'empty-bin' | 'import-messages' | 'undo' }
>;

/** Does one such write in the transaction that `scope` is of. */
export async function changeRarely(scope: Scope, stamp: Stamp, write: RareWrite): Promise<void> {
  switch (write.type) {
    case 'fork':
      return forkSession(scope, stamp, write);
    case 'merge':
      return mergeSessions(scope, stamp, write);
    case 'clear':
      return clearSession(scope, stamp, { ...write, deletes: false });
    case 'delete-session':
      return clearSession(scope, stamp, { ...write, deletes: true });
    case 'empty-bin':
      return emptyBin(scope, stamp, write.undoIds);
    case 'import-messages':
      return saveImport(scope, stamp, write);
    case 'undo':
      await undoClear(scope, stamp, { ...write, undoMs: write.fromBin === true ? Infinity : undoMs });
      return undoImport(scope, stamp, write.undoId);
  }
}
