import type { ImportLoss, ImportPreview, ImportRow } from '../chat/import-file.ts';
import { type ListStandings, toFreshMessages } from './fresh-messages.ts';
import { ImportError } from './import-error.ts';
import { type ImportedChat } from './imported-chat.ts';
import { type ImportSource, readChats, type ReadContext } from './read-chats.ts';

/** Most lines of losses that are told one by one. */
const lossLines = 500;

/**
 * Reads a file to its end and tells what it would bring; nothing is written. Chats of an archive's document
 * that breaks before its end are taken off again. Throws `ImportError` where nothing can come in.
 */
export async function previewImport(
  source: ImportSource,
  context: ReadContext & { readonly listStandings: ListStandings },
): Promise<ImportPreview> {
  const rows = new Map<string, ImportRow & { readonly part: string }>();
  const losses = createLosses();
  for await (const result of readChats(source, context)) {
    if (result.type !== 'chat') {
      losses.add([result.loss]);
      if (result.type === 'broken') dropPart(rows, result.part);
      continue;
    }
    const { chat, part } = result;
    losses.add(chat.losses);
    if (chat.messages.length === 0) continue;
    const fresh = await toFreshMessages(chat, context.listStandings);
    const row = toRow(chat, fresh.length);
    const known = rows.get(row.sessionId);
    if (known === undefined || known.count <= row.count) rows.set(row.sessionId, { ...row, part });
  }
  if (rows.size === 0) throw new ImportError(losses.list()[0]?.reason ?? 'not-chats');
  const listed = [...rows.values()].map(({ part: _part, ...row }): ImportRow => row);
  return { rows: listed.toSorted((a, b) => b.lastAt - a.lastAt), losses: losses.list() };
}

function dropPart(rows: Map<string, { readonly part: string }>, part: string): void {
  for (const [id, row] of rows) if (row.part === part) rows.delete(id);
}

function toRow({ sessionId, title, kind, messages }: ImportedChat, fresh: number): ImportRow {
  const [first] = messages;
  const firstAt = first?.createdAt ?? 0;
  const lastAt = messages.reduce((last, { createdAt }) => Math.max(last, createdAt), firstAt);
  return { sessionId, title, kind, count: messages.length, fresh, firstAt, lastAt };
}

/** Collects what does not come in: the same twice becomes one line. */
export function createLosses(): { add(losses: readonly ImportLoss[]): void; list(): readonly ImportLoss[] } {
  const byLine = new Map<string, ImportLoss>();
  return {
    add(losses) {
      for (const loss of losses) {
        // The rest is counted without names: a file of a million broken chats must not fill the memory.
        const title = byLine.size < lossLines ? loss.title : '';
        const line = `${loss.reason} ${title}`;
        byLine.set(line, { ...loss, title, count: loss.count + (byLine.get(line)?.count ?? 0) });
      }
    },
    list: () => [...byLine.values()],
  };
}
