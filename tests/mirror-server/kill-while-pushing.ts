import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { openSqliteStore } from '../../server/mirror/sqlite-store.ts';
import { rowsIn } from './wire-sample.ts';

/** Pushes as fast as it can into the database named by its argument. */
export const pushingChild = fileURLToPath(new URL('./pushing-child.ts', import.meta.url));

/** Lets a process push, kills it `afterMs` after its first ack, and answers the ids of the acked messages. */
export async function killWhilePushing(path: string, afterMs: number): Promise<string[]> {
  const child = spawn(process.execPath, [pushingChild, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const acked: string[] = [];
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    if (acked.length === 0) setTimeout(() => child.kill('SIGKILL'), afterMs);
    acked.push(...lines);
  });
  await new Promise((resolve) => child.once('close', resolve));
  return acked;
}

/** Opens the database as the next start does, and answers the ids of its messages, one for each row. */
export async function readMessageIds(path: string): Promise<readonly string[]> {
  const store = await openSqliteStore({ path, workspaces: ['w'] });
  const ids: string[] = [];
  for (let since = 0, more = true; more;) {
    const outcome = await store.readChanges('w', { since, inc: null, limit: 500 });
    if (outcome?.kind !== 'done') throw new Error('no page');
    for (const row of rowsIn(outcome.page.rows)) if (row.kind === 'msg') ids.push(row.message.id);
    ({ cursor: since, more } = outcome.page);
  }
  await store.close();
  return ids;
}
