import { deleteDB } from 'idb';
import { createTally, type FaultResult, type FaultSuite } from '../fault-report.ts';
import { comes, createRig, heardBy, toLetta } from '../network/rig.ts';
import { openBarePanel } from './bare-panel.ts';
import { holdOpen, leaveNewerSchema, type Mend, refuseOpening, takeAway } from './broken-storage.ts';
import { countTry } from './count-try.ts';

interface Break {
  readonly fault: string;
  /** Breaks the database `name`; `check` tells what else went wrong meanwhile. */
  readonly how: (
    name: string,
  ) => Promise<{ readonly mend: Mend; readonly check?: () => Promise<string | null> }>;
}

const breaks: readonly Break[] = [
  { fault: 'IndexedDB absent', how: async () => ({ mend: takeAway() }) },
  { fault: 'opening refused, as with history off', how: async () => ({ mend: refuseOpening() }) },
  {
    fault: 'a newer schema than the code',
    async how(name) {
      const { mend, rows } = await leaveNewerSchema(name);
      return {
        mend,
        check: async () => ((await rows()) === 1 ? null : 'the data of the newer version was touched'),
      };
    },
  },
  { fault: 'blocked by an older open panel', how: async (name) => ({ mend: await holdOpen(name) }) },
];

/** The store cannot be opened: the chat goes on in memory, says so, reaches the mirror, and is saved later. */
export const tryBrokenStores: FaultSuite = async ({ quick, runs }) => {
  const results: FaultResult[] = [];
  const times = runs ?? (quick ? 2 : 10);
  for (const each of breaks) {
    const tally = createTally(7, each.fault);
    for (let time = 0; time < times; time += 1) await countTry(tally, () => chatWithoutStore(each));
    results.push(tally.result());
  }
  const gone = createTally(7, 'the store deleted under us');
  for (let time = 0; time < times; time += 1) await countTry(gone, chatOverDeletion);
  return [...results, gone.result()];
};

/** Null, or what the user misses. */
async function chatWithoutStore({ how }: Break): Promise<string | null> {
  const rig = createRig();
  const [agent, mirror] = await Promise.all([rig.agent({ paceMs: 0 }), rig.mirror()]);
  const settings = { ...toLetta(agent), mirror: { baseUrl: mirror.url, token: mirror.token } };
  const device = rig.device(settings);
  const { mend, check } = await how(device.name);
  try {
    const panel = await openBarePanel(device);
    const { id, trouble } = await panel.say('Hello');
    if (trouble !== null) return `not sent: ${trouble.reason}`;
    if (!(await comes(() => panel.answerTo(id) !== null))) return 'no answer';
    if (panel.status()?.store !== 'not-saved') return `says ${panel.status()?.store}`;
    if (panel.status()?.mirror === 'mirrored') return 'says Mirrored';
    const pushed = await comes(async () => (await mirror.rows()).filter(isMessage).length === 2);
    if (!pushed) return 'the mirror did not get it';
    const wrong = (await check?.()) ?? null;
    if (wrong !== null) return wrong;
    await mend();
    const saved = await comes(async () => {
      await panel.saveNow();
      return panel.status()?.store === 'saved';
    });
    if (!saved) return 'never saved';
    panel.close();
    const screen = await device.open(panel.sessionId);
    if (!(await comes(async () => (await screen.read()).messages.length === 2))) {
      return `shows ${(await screen.lines()).join(' / ')} afterwards`;
    }
    const asked = heardBy(agent).join();
    return asked === 'Hello' ? null : `the agent heard ${asked}`;
  } finally {
    await mend();
    await rig.close();
  }
}

/** Somebody clears the browser's data in mid-chat: what the mirror has comes back, and what follows is saved. */
async function chatOverDeletion(): Promise<string | null> {
  const rig = createRig();
  const [agent, mirror] = await Promise.all([rig.agent({ paceMs: 0 }), rig.mirror()]);
  const settings = { ...toLetta(agent), mirror: { baseUrl: mirror.url, token: mirror.token } };
  const device = rig.device(settings);
  try {
    const screen = await device.open();
    await screen.reply(await screen.say('One'));
    if (!(await comes(() => screen.status()?.mirror === 'mirrored'))) return 'never mirrored';
    await screen.close();
    await device.idle();
    await deleteDB(device.name);
    const later = await device.open(screen.sessionId);
    await later.reply(await later.say('Two'));
    if (!(await comes(async () => (await later.read()).messages.length === 4))) {
      return `shows ${(await later.lines()).join(' / ')}`;
    }
    // The chat's conversation was forgotten with the store: a new one is told what the mirror brought back.
    const asked = heardBy(agent)
      .map((words) => words.replace(/^[^]*<\/earlier-conversation>\s*/, ''))
      .join();
    return asked === 'One,Two' ? null : `the agent heard ${asked}`;
  } finally {
    await rig.close();
  }
}

function isMessage(row: { readonly kind: string }): boolean {
  return row.kind === 'msg';
}
