import type { DiskImage } from './disk.ts';
import type { FaultMirror } from './fault-mirror.ts';
import type { InterruptedLine } from './interrupted-line.ts';
import type { Ledger } from './ledger.ts';
import { createModelUser } from './model-user.ts';
import { type SimulatedDevice, viewDevice } from './simulated-device.ts';
import type { DeviceStep, UserStep } from './steps.ts';

interface World {
  /** True time, epoch ms. */
  readonly now: number;
  readonly sessions: readonly string[];
}

/** One device in a history, with what its user knows of it. */
export interface Player {
  play(step: DeviceStep, world: World): Promise<void>;
  /** Starts with a copy of another profile. */
  adopt(image: DiskImage): Promise<void>;
  /** Waits for what runs aside. */
  settle(): Promise<void>;
}

interface PlayerOptions {
  readonly index: number;
  readonly each: SimulatedDevice;
  readonly mirror: FaultMirror;
  readonly line: InterruptedLine;
  readonly ledger: Ledger;
  readonly setClock: (skewMs: number) => void;
}

type StepOf<Kind extends DeviceStep['do']> = Extract<DeviceStep, { readonly do: Kind }>;

export function createPlayer(options: PlayerOptions): Player {
  const { each, mirror, line, ledger } = options;
  const user = createModelUser(options);
  let aside: Promise<void> = Promise.resolve();
  let backup: DiskImage | null = null;

  async function sync(step: StepOf<'sync'>, world: World): Promise<void> {
    mirror.faults = [...step.faults];
    each.failAfter(step.killAt);
    const { meanwhile } = step;
    // A change that storage refused is the storage suite's.
    if (meanwhile !== null && step.killAt === null)
      line.interrupt(meanwhile.at, () => act(meanwhile.act, world));
    let died = false;
    // A rejection is the worker's death: nothing of its memory may matter.
    await each
      .engine()
      .run(new AbortController().signal)
      .catch(() => (died = true));
    each.failAfter(null);
    line.interrupt(0, null);
    if (died && !step.aside) await (step.death === null ? each.restart() : losePower(step.death.kept));
    await user.watch();
    if (!died && !step.aside && each.status()?.mirror === 'mirrored') await checkClaim();
  }

  /** "Mirrored" is said only when the mirror has all. */
  async function checkClaim(): Promise<void> {
    const { live, buried } = await mirror.holdings();
    for (const { id } of (await viewDevice(each)).messages) {
      if (!live.has(id) && !buried.has(id)) ledger.complain(`${id} was called mirrored and is not`);
    }
  }

  async function losePower(kept: number): Promise<void> {
    await user.checkDisk(() => ledger.destroy(() => each.losePower(kept)));
    await user.wakeUp('same-profile');
  }

  async function rollBack(image: DiskImage): Promise<void> {
    await ledger.destroy(() => each.rollBack(image));
    await user.wakeUp('other-profile');
  }

  /** What the user does; it may come in the middle of a request. */
  async function act(step: UserStep, { now, sessions }: World): Promise<void> {
    const sessionId = 'session' in step ? (sessions[step.session] ?? '') : '';
    switch (step.do) {
      case 'send':
        return user.send({ sessionId, now, refuse: step.refuse });
      case 'finish':
        return user.finish(step.status);
      case 'rename':
        return user.rename({ sessionId, title: `${step.title} ${now}`, now });
      case 'clear':
        return user.clear({ sessionId, now, deletes: step.deletes });
      case 'undo':
        return user.undo(now);
      case 'repeat':
        return user.repeat(step.back);
    }
  }

  async function play(step: DeviceStep, world: World): Promise<void> {
    switch (step.do) {
      case 'forget':
        return user.commit({ type: 'forget-undos', before: world.now - 15_000 });
      case 'set-clock':
        return options.setClock(step.skewMs);
      case 'sync': {
        const run = aside.then(() => sync(step, world));
        aside = run;
        return step.aside ? undefined : run;
      }
      case 'restart':
      case 'back-up':
      case 'lose-power':
      case 'roll-back':
        await aside;
        break;
      default:
        return act(step, world);
    }
    if (step.do === 'restart') await each.restart();
    if (step.do === 'back-up') backup = each.image();
    if (step.do === 'lose-power') await losePower(step.kept);
    if (step.do === 'roll-back' && backup !== null) await rollBack(backup);
  }

  return {
    play,
    adopt: rollBack,
    async settle() {
      await aside;
      await user.watch();
    },
  };
}
