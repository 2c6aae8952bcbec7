import { openBare, putBare } from './seed-store.ts';

/** Messages in one transaction: as many as an import writes at once. */
const batch = 200;

/**
 * Reads the file chosen in the page's field, one chat a line, and parses each; `put`: its messages go into a plain
 * table. The time in ms.
 */
export async function importBare(put: boolean): Promise<number> {
  const file = document.querySelector('input')?.files?.[0];
  if (file === undefined) throw new Error('no file was chosen');
  const db = await openBare();
  const start = performance.now();
  const rows: object[] = [];
  for await (const line of toLines(file.stream().pipeThrough(new TextDecoderStream()))) {
    if (!line.startsWith('{')) continue;
    const chat: unknown = JSON.parse(line.replace(/,$/, ''));
    if (!isChat(chat)) throw new Error('a line that is no chat');
    if (!put) continue;
    rows.push(...Object.values(chat.mapping));
    while (rows.length >= batch) await putBare(db, rows.splice(0, batch));
  }
  if (rows.length > 0) await putBare(db, rows);
  db.close();
  return performance.now() - start;
}

async function* toLines(stream: ReadableStream<string>): AsyncGenerator<string> {
  let rest = '';
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    const lines = (rest + value).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  yield rest;
}

function isChat(value: unknown): value is { readonly mapping: Readonly<Record<string, object>> } {
  return typeof value === 'object' && value !== null && 'mapping' in value;
}

/** Puts a field for a file into the page. */
export function showFileField(): void {
  const field = document.createElement('input');
  field.type = 'file';
  document.documentElement.append(field);
}
