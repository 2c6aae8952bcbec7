import type { DatabaseSync } from 'node:sqlite';
import {
  type CutText,
  fullPack,
  placesOf,
  type TextPack,
  toPack,
  toPacks,
  unpack,
} from '../../utils/search/text-pack.ts';
import type { TextsPage, TextsRow } from './mirror-store.ts';
import { bytesIn, bytesOrNullIn, numberIn, textIn } from './sqlite-column.ts';
import { readPack, writePack } from './stored-pack.ts';

/** The packs of each session. Every one that is written gets the next `rev`; those that write answer the last. */
export interface PackRows {
  append(
    ws: string,
    added: { readonly session: string; readonly texts: readonly CutText[]; readonly rev: number },
  ): number;
  takeOut(
    ws: string,
    gone: { readonly session: string; readonly ids: ReadonlySet<string>; readonly rev: number },
  ): number;
  /** The packs beyond `rev`; one that is gone is null. */
  page(ws: string, rev: number): Omit<TextsPage, 'life'>;
  clear(ws: string): void;
}

/** A page is cut before it grows beyond this. */
const pageBytes = 1_000_000;
/** As on a device: what is written again with new messages is short, and ten short packs become one. */
const openPack = { words: 800, texts: 12 } as const;
const mostSmall = 10;

/** `small`: which one it is of the short packs in a row; 0: it is full. */
interface PackRow {
  readonly n: number;
  readonly small: number;
  readonly pack: TextPack;
}

export function createPackRows(db: DatabaseSync): PackRows {
  const clear = db.prepare('DELETE FROM text_pack WHERE ws = ?');
  const write = createWriter(db);
  return {
    clear: (ws) => void clear.run(ws),
    append: createAppender(db, write),
    takeOut: createTakeOut(db, write),
    page: createPager(db),
  };
}

const live = 'FROM text_pack WHERE ws = ? AND session = ? AND pack IS NOT NULL';

interface PackWriter {
  rev(): number;
  put(n: number, small: number, pack: TextPack | null): void;
}

/** Writes packs of one session, beginning after `rev`. */
function createWriter(db: DatabaseSync): (ws: string, session: string, rev: number) => PackWriter {
  const upsert = db.prepare(
    `INSERT INTO text_pack (ws, session, n, small, rev, ids, pack) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (ws, session, n) DO UPDATE SET small = excluded.small, rev = excluded.rev,
       ids = excluded.ids, pack = excluded.pack`,
  );
  return (ws, session, begin) => {
    let rev = begin;
    return {
      rev: () => rev,
      put(n, small, pack) {
        rev += 1;
        upsert.run(ws, session, n, small, rev, pack?.ids.join(' ') ?? '', pack && writePack(pack));
      },
    };
  };
}

function createAppender(db: DatabaseSync, write: ReturnType<typeof createWriter>): PackRows['append'] {
  const last = db.prepare(`SELECT n, small, pack ${live} ORDER BY n DESC LIMIT 1`);
  const from = db.prepare(`SELECT n, small, pack ${live} AND n >= ? ORDER BY n`);
  return (ws, { session, texts, rev }) => {
    if (texts.length === 0) return rev;
    const writer = write(ws, session, rev);
    /** Full packs, and what is left in a short one. */
    function putAll(n: number, small: number, all: readonly CutText[]): void {
      for (const [index, pack] of toPacks(all).entries())
        writer.put(n + index, isFull(pack) ? 0 : index === 0 ? small : 1, pack);
    }
    const row = last.get(ws, session);
    const end = row === undefined ? null : toPackRow(row);
    if (end === null) putAll(0, 1, texts);
    else if (isOpen(end)) putAll(end.n, end.small, [...unpack(end.pack), ...texts]);
    else if (end.small < mostSmall) putAll(end.n + 1, end.small + 1, texts);
    else {
      const n = end.n - end.small + 1;
      const small = from.all(ws, session, n).map(toPackRow);
      for (const each of small) if (each.n !== n) writer.put(each.n, 0, null);
      writer.put(n, 0, toPack(small.flatMap(({ pack }) => unpack(pack))));
      putAll(n + 1, 1, texts);
    }
    return writer.rev();
  };
}

function createTakeOut(db: DatabaseSync, write: ReturnType<typeof createWriter>): PackRows['takeOut'] {
  const one = db.prepare(`SELECT n, small, pack ${live} AND n = ?`);
  const ids = db.prepare(`SELECT n, small, ids ${live} ORDER BY n DESC`);

  /** The packs that hold any of them, and whether they hold others, too. Only ids are read for that. */
  function find(ws: string, session: string, gone: ReadonlySet<string>) {
    const left = new Set(gone);
    const met: { readonly n: number; readonly small: number; readonly others: boolean }[] = [];
    for (const row of ids.iterate(ws, session)) {
      if (left.size === 0) break;
      const held = textIn(row, 'ids').split(' ');
      const found = held.filter((id) => gone.has(id));
      for (const id of found) left.delete(id);
      const others = found.length < held.length;
      if (found.length > 0) met.push({ n: numberIn(row, 'n'), small: numberIn(row, 'small'), others });
    }
    return met;
  }

  return (ws, { session, ids: gone, rev }) => {
    const writer = write(ws, session, rev);
    for (const { n, small, others } of gone.size === 0 ? [] : find(ws, session, gone)) {
      const row = others ? one.get(ws, session, n) : undefined;
      const texts = row === undefined ? [] : unpack(toPackRow(row).pack);
      const rest = texts.filter(({ messageId }) => !gone.has(messageId));
      writer.put(n, small, rest.length === 0 ? null : toPack(rest));
    }
    return writer.rev();
  };
}

function createPager(db: DatabaseSync): PackRows['page'] {
  const after = db.prepare(
    'SELECT session, n, rev, pack FROM text_pack WHERE ws = ? AND rev > ? ORDER BY rev',
  );
  return (ws, rev) => {
    const rows: TextsRow[] = [];
    let [reached, bytes] = [rev, 0];
    for (const row of after.iterate(ws, rev)) {
      if (bytes > pageBytes) return { rows, rev: reached, more: true };
      const pack = bytesOrNullIn(row, 'pack');
      bytes += pack?.byteLength ?? 0;
      reached = numberIn(row, 'rev');
      rows.push({ session: textIn(row, 'session'), n: numberIn(row, 'n'), pack });
    }
    return { rows, rev: reached, more: false };
  };
}

function toPackRow(row: Parameters<typeof textIn>[0]): PackRow {
  return { n: numberIn(row, 'n'), small: numberIn(row, 'small'), pack: readPack(bytesIn(row, 'pack')) };
}

function isOpen({ small, pack }: PackRow): boolean {
  return small > 0 && placesOf(pack) < openPack.words && pack.ids.length < openPack.texts;
}

function isFull(pack: TextPack): boolean {
  return placesOf(pack) >= fullPack.words || pack.ids.length >= fullPack.texts;
}
