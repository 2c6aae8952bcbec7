import { createContentSums } from '../../utils/chat/digest.ts';
import type { Spaces } from './memory-space.ts';
import type { MirrorStore } from './mirror-store.ts';
import { toMessageRow, toRegisterRow, toRowsText } from './plan-push.ts';
import { readStoredMessage } from './stored-json.ts';

/** The memory store's content for a comparison: all of it on one page. */
export function createMemoryContent(spaces: Spaces): Pick<MirrorStore, 'sumContent' | 'readRows'> {
  return {
    async sumContent(ws) {
      const space = spaces.get(ws);
      if (space === undefined) return null;
      const sums = createContentSums();
      for (const { message } of space.messages.values())
        if (message !== null) sums.addMessage(readStoredMessage(message.text));
      for (const { session, field, value } of space.registers.values())
        sums.addRegister(session, field, value);
      return { inc: space.state.inc, sums: sums.list(), next: null };
    },
    async readRows(ws, session, since) {
      const space = spaces.get(ws);
      if (space === undefined) return null;
      const rows = [
        ...[...space.messages.values()].map((row) => ({ ...row, text: toMessageRow(row) })),
        ...[...space.registers.values()].map((row) => ({ ...row, text: toRegisterRow(row) })),
      ]
        .filter((row) => row.session === session && row.cursor > since)
        .sort((a, b) => a.cursor - b.cursor);
      return { inc: space.state.inc, rows: toRowsText(rows.map(({ text }) => text)), next: null };
    },
  };
}
