import { openStore } from '../../../utils/store/open-store.ts';
import { storeVersion } from '../../../utils/store/schema.ts';
import { isIndexed } from '../../../utils/store/text-rows.ts';
import { createTally, type FaultResult, type FaultSuite } from '../fault-report.ts';
import { inParallel } from '../model/model-job.ts';
import { comes, createRig, toLetta } from '../network/rig.ts';
import { dieInUpgrade, installOldStore, oldRows } from './old-store.ts';

/** Deaths of the worker after the upgrade in a quick run. */
const quickDeaths = 3;
const fullDeaths = 40;

/** Dies in every change of the schema of an upgrade, and in what the first worker does after it. */
export const tryUpgrade: FaultSuite = async ({ quick, runs, log }) => {
  const changes = await countChanges();
  const deaths = [
    ...Array.from({ length: changes }, (_, index) => ({ inUpgrade: index + 1, atStep: null })),
    ...Array.from({ length: runs ?? (quick ? quickDeaths : fullDeaths) }, (_, index) => ({
      inUpgrade: null,
      // At the first step the panel is only opening its port.
      atStep: 2 + index * (quick ? 7 : 1),
    })),
    { inUpgrade: null, atStep: null },
  ];
  const tally = createTally(2, 'death in the upgrade of a store of the first version');
  await inParallel(deaths, 4, async (death) => {
    const problem = await upgrade(death).catch((error: unknown) => String(error));
    if (problem === null) return tally.survived();
    log(`upgrade: ${JSON.stringify(death)}: ${problem}`);
    tally.lost(problem);
  });
  const results: readonly FaultResult[] = [
    tally.result(`from version 1 to ${storeVersion}, ${changes} changes`),
  ];
  return results;
};

async function countChanges(): Promise<number> {
  const name = `upgrade-${storeVersion}`;
  await installOldStore(name);
  return dieInUpgrade(name, Number.POSITIVE_INFINITY);
}

interface Death {
  readonly inUpgrade: number | null;
  readonly atStep: number | null;
}

/** Null, or what the user misses afterwards. */
async function upgrade({ inUpgrade, atStep }: Death): Promise<string | null> {
  const rig = createRig();
  try {
    const [agent, mirror] = await Promise.all([rig.agent({ paceMs: 1 }), rig.mirror()]);
    const settings = { ...toLetta(agent), mirror: { baseUrl: mirror.url, token: mirror.token } };
    const device = rig.device(settings);
    await installOldStore(device.name);
    if (inUpgrade !== null) await dieInUpgrade(device.name, inUpgrade);
    device.killAtStep = atStep;
    const [sessionId = ''] = oldRows('sessions').flatMap(({ id, titleByUser }) =>
      titleByUser === true ? [String(id)] : [],
    );
    const screen = await device.open(sessionId);
    const live = messagesOf(sessionId);
    let looks = 0;
    const calm = await comes(async () => {
      // A panel that expects nothing lets the worker sleep; its user would look at it.
      if ((looks += 1) % 20 === 1) void screen.command({ type: 'ping' });
      return screen.status()?.mirror === 'mirrored' && (await screen.read()).messages.length === live.length;
    });
    const { messages, session } = await screen.read();
    if (!calm) return `${messages.length} of ${live.length} messages, ${JSON.stringify(screen.status())}`;
    if (session?.title !== 'Pay of nurses') return `the title is ${session?.title}`;
    if (JSON.stringify(messages.map(({ parts }) => parts)) !== JSON.stringify(live)) return 'other words';
    const wrong = await lookInto(device.name);
    if (wrong !== null) return wrong;
    const other = await rig.device(settings).open(sessionId);
    const same = await comes(
      async () => JSON.stringify((await other.read()).messages) === JSON.stringify(messages),
    );
    return same ? null : 'another device shows something else';
  } finally {
    await rig.close();
  }
}

/** What no screen shows: all rows are there, and every message can be searched. */
async function lookInto(name: string): Promise<string | null> {
  const db = await openStore({ name });
  try {
    for (const store of ['messages', 'sessions', 'drafts', 'undos'] as const) {
      const count = await db.count(store);
      if (count !== oldRows(store).length) return `${count} rows in ${store}`;
    }
    if (db.version !== storeVersion) return `the store has version ${db.version}`;
    return (await comes(() => isIndexed(db))) ? null : 'the old messages cannot be searched';
  } finally {
    db.close();
  }
}

/** What was said in a session, in display order. */
function messagesOf(sessionId: string): readonly unknown[] {
  return oldRows('messages')
    .filter((row) => row['sessionId'] === sessionId && row['deleted'] === false)
    .toSorted((a, b) => (String(a['liveHlc']) < String(b['liveHlc']) ? -1 : 1))
    .flatMap(({ message }) =>
      typeof message === 'object' && message !== null && 'parts' in message ? [message.parts] : [],
    );
}
