import fc from 'fast-check';
import { createId } from '../../utils/chat/id.ts';
import { type Message, type MessageStatus, outranks } from '../../utils/chat/message.ts';
import type { Turn } from '../../utils/chat/turn.ts';
import type { Write } from '../../utils/store/write.ts';
import { replyTo, startAt, turnOf, userMessage } from '../store/fixtures.ts';
import { createFaultMirror, type Fault, type FaultMirror } from './fault-mirror.ts';
import { type SimulatedDevice, startDevice, viewDevice } from './simulated-device.ts';

export type Step =
  | { readonly do: 'send'; readonly device: number; readonly session: number; readonly refuse: boolean }
  | { readonly do: 'finish'; readonly device: number; readonly status: MessageStatus }
  | { readonly do: 'rename'; readonly device: number; readonly session: number; readonly title: string }
  | { readonly do: 'clear'; readonly device: number; readonly session: number; readonly deletes: boolean }
  | { readonly do: 'undo' | 'restart' | 'forget'; readonly device: number }
  | {
      readonly do: 'sync';
      readonly device: number;
      readonly faults: Fault[];
      readonly killAt: number | null;
      readonly aside: boolean;
    }
  | { readonly do: 'restore'; readonly share: number };

const device = fc.nat(2);
const session = fc.nat(1);
const fault = fc.constantFrom<Fault>(
  ...([
    'none',
    'none',
    'none',
    'lose-request',
    'lose-answer',
    'twice',
    'stale-answer',
    'late-repeat',
  ] as const),
);
const is = <Kind extends Step['do']>(kind: Kind) => fc.constant(kind);

/** Steps of up to three devices. `size: 'max'`: the default makes histories too short to find anything. */
export const history: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.record({ do: is('send'), device, session, refuse: fc.boolean() }) },
    {
      weight: 6,
      arbitrary: fc.record({
        do: is('finish'),
        device,
        status: fc.constantFrom<MessageStatus>('error', 'interrupted', 'final'),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ do: is('rename'), device, session, title: fc.constantFrom('A', 'B', 'C') }),
    },
    { weight: 2, arbitrary: fc.record({ do: is('clear'), device, session, deletes: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ do: is('undo'), device }) },
    {
      weight: 14,
      arbitrary: fc.record({
        do: is('sync'),
        device,
        faults: fc.array(fault, { maxLength: 6 }),
        killAt: fc.option(fc.nat(25), { freq: 3 }),
        aside: fc.boolean(),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: is('restart'), device }) },
    { weight: 1, arbitrary: fc.record({ do: is('forget'), device }) },
    {
      weight: 1,
      arbitrary: fc.record({ do: is('restore'), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
    },
  ),
  { size: 'max', minLength: 4, maxLength: 70 },
);

/** What must be true at the end, collected on the way. */
export interface Outcome {
  readonly devices: readonly SimulatedDevice[];
  readonly mirror: FaultMirror;
  /** Every message that a user said or saw, copies of an undo included. */
  readonly said: ReadonlySet<string>;
  readonly cleared: ReadonlySet<string>;
  /** What went backwards on some device on the way, also where it was made good later. */
  readonly relapses: readonly string[];
  readonly titles: ReadonlySet<string>;
}

/** Milliseconds by which the devices' clocks are wrong. */
const skewsMs = [0, -600_000, 300_000];

/** Plays a history, then lets every device heal and sync without faults until nothing moves. */
export async function playHistory(steps: readonly Step[]): Promise<Outcome> {
  let now = startAt;
  const mirror = createFaultMirror(() => now);
  const devices = await Promise.all(skewsMs.map((skew) => startDevice(mirror.client, () => now + skew)));
  const players = devices.map((each) => createPlayer(each, mirror));
  const sessions = [createId(), createId()];
  for (const step of steps) {
    now += 1_000;
    if (step.do === 'restore') await mirror.restore(step.share);
    else await players[step.device]?.play(step, { now, sessions });
  }
  for (const player of players) await player.settle();
  for (let round = 0; round < 4; round += 1) {
    for (const each of devices) {
      mirror.faults = [];
      await each.writer().heal();
      await each.engine().run(new AbortController().signal);
    }
  }
  const union = (sets: readonly ReadonlySet<string>[]) => new Set(sets.flatMap((set) => [...set]));
  return {
    devices,
    mirror,
    said: union(players.map((player) => player.said)),
    cleared: union(players.map((player) => player.cleared)),
    relapses: players.flatMap((player) => player.relapses),
    titles: new Set(steps.flatMap((step) => (step.do === 'rename' ? [step.title] : []))),
  };
}

interface Player {
  readonly said: Set<string>;
  readonly cleared: Set<string>;
  readonly relapses: string[];
  play(
    step: Exclude<Step, { do: 'restore' }>,
    world: { readonly now: number; readonly sessions: readonly string[] },
  ): Promise<void>;
  /** Waits for what runs aside. */
  settle(): Promise<void>;
}

function createPlayer(each: SimulatedDevice, mirror: FaultMirror): Player {
  const said = new Set<string>();
  const cleared = new Set<string>();
  const relapses: string[] = [];
  const best = new Map<string, MessageStatus>();
  const undos: string[] = [];
  const open: { question: Message; turn: Turn }[] = [];
  let aside: Promise<void> = Promise.resolve();

  async function commit(write: Write): Promise<void> {
    await each.writer().commit(write);
    for (const message of (await viewDevice(each)).messages) said.add(message.id);
    for (const message of each.writer().unsaved()) if (message.role === 'user') said.add(message.id);
    for (const undo of await (await each.db()).getAll('undos')) {
      for (const id of undo.ids) cleared.add(id);
    }
    await watch();
  }

  /** On one device nothing cleared shows up again, and no answer falls back, not even for a moment. */
  async function watch(): Promise<void> {
    for (const { id, status } of (await viewDevice(each)).messages) {
      const before = best.get(id);
      if (before !== undefined && outranks(before, status)) relapses.push(`${id} fell back to ${status}`);
      if (cleared.has(id)) relapses.push(`${id} came back`);
      best.set(id, status);
    }
  }

  async function sync({ faults, killAt, aside: meanwhile }: Extract<Step, { do: 'sync' }>): Promise<void> {
    mirror.faults = [...faults];
    each.failAfter(killAt);
    // A rejection is the worker's death: nothing of its memory may matter.
    await each
      .engine()
      .run(new AbortController().signal)
      .catch(() => (meanwhile ? undefined : each.restart()));
    each.failAfter(null);
    await watch();
  }

  async function finish(status: MessageStatus): Promise<void> {
    const turn = open.pop();
    if (turn !== undefined) {
      const { question } = turn;
      const reply = { ...replyTo(question, status, status), hlc: turn.turn.replyHlc };
      const { sessionId } = question;
      return commit({ type: 'finish-turn', turnId: question.id, sessionId, reply });
    }
    // Another device recovers what is not final.
    const { messages } = await viewDevice(each);
    const message = messages.find((found) => found.status !== 'final');
    if (message !== undefined) await commit({ type: 'save-messages', messages: [{ ...message, status }] });
  }

  async function play(
    step: Exclude<Step, { do: 'restore' }>,
    { now, sessions }: { readonly now: number; readonly sessions: readonly string[] },
  ): Promise<void> {
    const writer = each.writer();
    const sessionId = 'session' in step ? (sessions[step.session] ?? '') : '';
    switch (step.do) {
      case 'send': {
        const message = { ...userMessage(sessionId, 'text'), hlc: writer.nextHlc(), createdAt: now };
        const turn = { ...turnOf(message), replyHlc: writer.nextHlc() };
        open.push({ question: message, turn });
        if (step.refuse) each.failAfter(0);
        await commit({ type: 'start-turn', message, turn });
        return;
      }
      case 'finish':
        return finish(step.status);
      case 'rename':
        return commit({ type: 'rename', sessionId, title: step.title });
      case 'clear': {
        const undoId = createId();
        undos.push(undoId);
        return commit({ type: step.deletes ? 'delete-session' : 'clear', sessionId, undoId, at: now });
      }
      case 'undo': {
        const undoId = undos.pop();
        return undoId === undefined ? undefined : commit({ type: 'undo', undoId, at: now });
      }
      case 'forget':
        return commit({ type: 'forget-undos', before: now - 15_000 });
      case 'sync': {
        const run = aside.then(() => sync(step));
        aside = run;
        return step.aside ? undefined : run;
      }
      case 'restart':
        await aside;
        return each.restart();
    }
  }

  return { said, cleared, relapses, play, settle: () => aside };
}
