import { openBare, putBare } from './seed-store.ts';

/** Downloads everything from a mirror and puts its rows into a plain table; ms, rows and the newest cursor. */
export async function pullBare(
  url: string,
  token: string,
): Promise<{ ms: number; rows: number; cursor: number }> {
  const db = await openBare();
  const start = performance.now();
  let since = 0;
  let rows = 0;
  for (;;) {
    const response = await fetch(`${url}/v1/ws/default/changes?since=${since}&limit=500`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const page: unknown = await response.json();
    if (!isPage(page)) throw new Error(`the mirror answered ${response.status}`);
    await putBare(
      db,
      page.rows.map((row, at) => ({ id: rows + at, row })),
    );
    rows += page.rows.length;
    since = page.cursor;
    if (!page.more) break;
  }
  db.close();
  return { ms: performance.now() - start, rows, cursor: since };
}

interface Page {
  readonly rows: readonly unknown[];
  readonly cursor: number;
  readonly more: boolean;
}

function isPage(value: unknown): value is Page {
  return typeof value === 'object' && value !== null && 'rows' in value && 'more' in value;
}
