import { createId } from '../../../utils/chat/id.ts';
import { textOf } from '../../../utils/chat/message.ts';
import { createTally, type FaultResult, type FaultSuite } from '../fault-report.ts';
import { comes, createRig, heardBy, toLetta } from '../network/rig.ts';
import { refuseWrites, type Refusal } from './broken-storage.ts';
import { countTry } from './count-try.ts';

/** Writes of the little chat below, give or take the checkpoints of its answers. */
const writes = 24;
/** How long the disk stays full, in writes: for one, or for longer than a turn. */
const lengths = [1, 12];

/** The disk is full from the n-th write of a chat on, and then has room again. */
export const tryQuota: FaultSuite = async ({ quick, seed }) => {
  const results: FaultResult[] = [];
  const stride = quick ? 4 : 1;
  for (const how of ['at-begin', 'at-commit'] satisfies Refusal[]) {
    for (const count of lengths) {
      const tally = createTally(7, `quota reached ${how.replace('-', ' ')}, for ${count} writes`);
      for (let from = seed % stride; from < writes; from += stride) {
        await countTry(tally, () => chatOnFullDisk({ from, count, how }));
      }
      results.push(tally.result());
    }
  }
  return results;
};

/** Null, or what the user misses afterwards. */
async function chatOnFullDisk(fault: {
  readonly from: number;
  readonly count: number;
  readonly how: Refusal;
}): Promise<string | null> {
  const rig = createRig();
  const agent = await rig.agent({ paceMs: 0 });
  const device = rig.device(toLetta(agent));
  const screen = await device.open();
  const { sessionId } = screen;
  const full = refuseWrites(device.name, fault);
  try {
    const first = await screen.say('One');
    await screen.until(() => isAnswered(screen, first), 'the first answer');
    await screen.command({ type: 'rename', sessionId, title: 'Named' });
    await screen.command({ type: 'clear', sessionId, undoId: createId() });
    const second = await screen.say('Two');
    await screen.until(() => isAnswered(screen, second), 'the second answer');
    await full.mend();
    await screen.command({ type: 'save-now' });
    if (!(await comes(() => screen.status()?.store === 'saved'))) return `${at(fault)}: never saved`;
    const ready = await comes(async () => {
      const { messages, session } = await screen.read();
      return messages.map((each) => each.role).join() === 'user,assistant' && session?.title === 'Named';
    });
    const { messages } = await screen.read();
    const [question] = messages;
    if (!ready || question === undefined || textOf(question) !== 'Two') {
      return `${at(fault)}: shows ${(await screen.lines()).join(' / ')}`;
    }
    const asked = heardBy(agent).join();
    return asked === 'One,Two' ? null : `${at(fault)}: the agent heard ${asked}`;
  } finally {
    await full.mend();
    await rig.close();
  }
}

async function isAnswered(
  screen: Awaited<ReturnType<ReturnType<ReturnType<typeof createRig>['device']>['open']>>,
  id: string,
): Promise<boolean> {
  const { messages } = await screen.read();
  return (
    screen.turn() === null && [...messages, ...screen.unsaved()].some((message) => message.replyTo === id)
  );
}

function at({ from, count, how }: { from: number; count: number; how: Refusal }): string {
  return `${how} ${from}, ${count} writes`;
}
