import { createId } from '../../../utils/chat/id.ts';
import type { Message } from '../../../utils/chat/message.ts';
import type { Device } from '../../fakes/device.ts';
import { comes, createRig, heardBy, type Rig, type RigMirror, toLetta } from '../network/rig.ts';
import type { Scenario, Scene } from './scenarios.ts';

/** What came of one death. */
export interface Fate {
  /** Steps that the worker took in all; less than the step to die at: it did not die. */
  readonly steps: number;
  readonly problem: { readonly kind: 'lost' | 'duplicated'; readonly what: string } | null;
}

/** More steps than any scenario takes. */
const never = 100_000;

/** Plays a scenario with a worker that dies at step `at` (null: not at all), then looks at all places. */
export async function dieAtStep(scenario: Scenario, at: number | null): Promise<Fate> {
  const rig = createRig();
  try {
    const scene = await setTheScene(rig, scenario);
    await scenario.before(scene);
    await settle(scene.device);
    scene.device.killAtStep = at ?? never;
    const mirror = (await inTime(scenario.act(scene), 'the act')) ?? scene.mirror;
    const quiet = await comesToRest({ ...scene, mirror }, scenario);
    const left = scene.device.killAtStep;
    scene.device.killAtStep = null;
    const steps = left === null ? (at ?? 0) : (at ?? never) - left;
    if (!quiet) return { steps, problem: { kind: 'lost', what: await describe(scene, scenario) } };
    return { steps, problem: await examine(scene, scenario, mirror) };
  } catch (error) {
    return { steps: at ?? 0, problem: { kind: 'lost', what: String(error) } };
  } finally {
    await rig.close();
  }
}

async function setTheScene(rig: Rig, scenario: Scenario): Promise<Scene> {
  const [agent, mirror] = await Promise.all([rig.agent({ paceMs: 1 }), rig.mirror()]);
  const { url: baseUrl, token } = mirror;
  const device = rig.device({
    ...toLetta(agent),
    mirror: scenario.mirrored ? { baseUrl, token } : null,
  });
  return { rig, agent, mirror, device, screen: await device.open(createId()) };
}

async function settle(device: Device): Promise<void> {
  await inTime(device.idle(), 'rest before the act');
}

/** Until the device shows what it must, and says that all of it is mirrored. */
function comesToRest({ screen, mirror }: Scene, scenario: Scenario): Promise<boolean> {
  let looks = 0;
  return comes(async () => {
    // A panel that expects nothing lets the worker sleep; its user would look at it.
    if ((looks += 1) % 20 === 1) void screen.command({ type: 'ping' });
    const { messages, turn, session } = await screen.read();
    const status = screen.status();
    const titled = scenario.title === undefined || session?.title === scenario.title;
    return (
      turn === null &&
      titled &&
      sameLines(messages, scenario.lines) &&
      status?.store === 'saved' &&
      status.mirror === 'mirrored' &&
      status.waiting + status.failed === 0 &&
      (await isThere(mirror, scenario))
    );
  });
}

async function isThere(mirror: RigMirror, { lines, title }: Scenario): Promise<boolean> {
  const rows = await mirror.rows();
  const titled = rows.some((row) => row.kind === 'reg' && row.field === 'title' && row.value === title);
  return rows.filter((row) => row.kind === 'msg').length === lines.length && (title === undefined || titled);
}

async function describe({ screen }: Scene, scenario: Scenario): Promise<string> {
  const { messages, turn, session } = await screen.read();
  const status = JSON.stringify(screen.status());
  return `shows ${toLines(messages).join(', ')} not ${scenario.lines.join(', ')}; turn ${turn?.state}; title ${session?.title}; ${status}`;
}

/** The device in hand, a new device of the same user, the mirror and the agent must all agree. */
async function examine(scene: Scene, scenario: Scenario, mirror: RigMirror): Promise<Fate['problem']> {
  const { rig, agent, screen } = scene;
  const here = (await screen.read()).messages;
  const asked = heardBy(agent);
  if (asked.length > scenario.asked.length) {
    return { kind: 'duplicated', what: `the agent was asked ${asked.join(', ')}` };
  }
  if (asked.join() !== scenario.asked.join())
    return { kind: 'lost', what: `the agent heard ${asked.join(', ')}` };
  const other = rig.device({ ...toLetta(agent), mirror: { baseUrl: mirror.url, token: mirror.token } });
  const there = await other.open(screen.sessionId);
  const same = await comes(async () => {
    const { messages, session } = await there.read();
    const titled = scenario.title === undefined || session?.title === scenario.title;
    return (
      titled && there.status()?.mirror === 'mirrored' && JSON.stringify(messages) === JSON.stringify(here)
    );
  });
  if (!same) return { kind: 'lost', what: `another device shows ${(await there.lines()).join(', ')}` };
  const rows = (await mirror.rows()).filter((row) => row.kind === 'msg');
  if (rows.length > here.length) return { kind: 'duplicated', what: 'the mirror has more messages' };
  return rows.length < here.length ? { kind: 'lost', what: 'the mirror has fewer messages' } : null;
}

function toLines(messages: readonly Message[]): string[] {
  return messages.map(({ role, status }) => `${role} ${status}`);
}

function sameLines(messages: readonly Message[], lines: readonly string[]): boolean {
  return toLines(messages).join() === lines.join();
}

async function inTime<Result>(work: Promise<Result>, what: string): Promise<Result> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} never ended`)), 20_000);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
