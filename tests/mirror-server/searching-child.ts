// Run by search-index.test.ts in a process of its own: brings the index of the database on, step by step.
import { openSqliteStore } from '../../server/mirror/sqlite-store.ts';

const [path = ''] = process.argv.slice(2);
const store = await openSqliteStore({ path, workspaces: ['default'] });
const state = await store.readWorkspace('default');
for (let reached = 0; reached < (state?.cursor ?? 0);) {
  const step = await store.indexTexts('default');
  if (step === null) break;
  reached = step.cursor;
  process.stdout.write(`${step.read}\n`);
}
await store.close();
