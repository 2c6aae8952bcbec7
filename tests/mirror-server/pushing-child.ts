// Run by kill-while-pushing.ts in a process of its own: pushes as fast as it can and prints each op id once acked.
import { openSqliteStore } from '../../server/mirror/sqlite-store.ts';
import { msgIn } from './wire-sample.ts';

const [path = '', rounds = 'Infinity'] = process.argv.slice(2);
const store = await openSqliteStore({ path, workspaces: ['w'] });

async function pushOn(): Promise<void> {
  for (let i = 0; i < Number(rounds); i += 1) {
    const op = msgIn();
    const outcome = await store.push('w', { clientId: 'child', inc: null, ops: [op] });
    // Synchronous, so that a line is out before the kill or was never promised.
    if (outcome?.kind === 'done') process.stdout.write(`${op.message.id}\n`);
  }
}

await Promise.all(Array.from({ length: Number(rounds) === Infinity ? 4 : 1 }, pushOn));
await store.close();
