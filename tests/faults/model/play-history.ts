import { createId } from '../../../utils/chat/id.ts';
import { startAt } from '../../store/fixtures.ts';
import { createFaultMirror, type FaultMirror } from './fault-mirror.ts';
import { createInterruptedLine } from './interrupted-line.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { createPlayer, type Player } from './player.ts';
import { type SimulatedDevice, startDevice } from './simulated-device.ts';
import type { Step } from './steps.ts';

/** How a history ended, and what was promised on the way. */
export interface Outcome {
  readonly devices: readonly SimulatedDevice[];
  readonly mirror: FaultMirror;
  readonly ledger: Ledger;
}

/** Milliseconds by which the devices' clocks are wrong at first. */
const skewsMs = [0, -600_000, 300_000];
const mostDevices = 5;

/** Plays a history, then lets every device heal and sync without faults until nothing moves. */
export async function playHistory(steps: readonly Step[]): Promise<Outcome> {
  let now = startAt;
  const mirror = createFaultMirror(() => now);
  const devices: SimulatedDevice[] = [];
  const players: Player[] = [];
  const ledger = createLedger({ devices, mirror });
  const sessions = [createId(), createId()];

  async function add(skewMs: number): Promise<Player> {
    let skew = skewMs;
    const line = createInterruptedLine(mirror.client);
    const each = await startDevice(line.client, () => now + skew);
    const setClock = (next: number): void => void (skew = next);
    const player = createPlayer({ index: devices.length, each, mirror, line, ledger, setClock });
    devices.push(each);
    players.push(player);
    return player;
  }

  for (const skewMs of skewsMs) await add(skewMs);
  for (const step of steps) {
    now += 1_000;
    if (step.do === 'restore') {
      await ledger.destroy(() => mirror.restore(step.share, step.noticed));
      ledger.titles.blurWhereClocksWereAhead();
      continue;
    }
    const at = step.device % players.length;
    if (step.do !== 'clone') await players[at]?.play(step, { now, sessions });
    else if (players.length < mostDevices) {
      await players[at]?.settle();
      const image = devices[at]?.image();
      if (image !== undefined) await (await add(0)).adopt(image);
    }
  }
  for (const player of players) await player.settle();
  for (let round = 0; round < 4; round += 1) {
    for (const each of devices) {
      mirror.faults = [];
      await each.writer().heal();
      await each.engine().run(new AbortController().signal);
    }
  }
  for (const player of players) await player.settle();
  return { devices, mirror, ledger };
}
