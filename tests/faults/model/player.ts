import { copyIdOf, createId } from '../../../utils/chat/id.ts';
import { type Message, type MessageStatus, outranks } from '../../../utils/chat/message.ts';
import type { Turn } from '../../../utils/chat/turn.ts';
import type { Write } from '../../../utils/store/write.ts';
import { replyTo, turnOf, userMessage } from '../../store/fixtures.ts';
import type { DiskImage } from './disk.ts';
import type { FaultMirror } from './fault-mirror.ts';
import type { Ledger } from './ledger.ts';
import { type SimulatedDevice, viewDevice } from './simulated-device.ts';
import type { DeviceStep } from './steps.ts';

/** One device in a history, with what its user knows of it. */
export interface Player {
  play(
    step: DeviceStep,
    world: { readonly now: number; readonly sessions: readonly string[] },
  ): Promise<void>;
  /** Starts with a copy of another profile. */
  adopt(image: DiskImage): Promise<void>;
  /** Waits for what runs aside. */
  settle(): Promise<void>;
}

interface PlayerOptions {
  readonly index: number;
  readonly each: SimulatedDevice;
  readonly mirror: FaultMirror;
  readonly ledger: Ledger;
  readonly setClock: (skewMs: number) => void;
}

type StepOf<Kind extends DeviceStep['do']> = Extract<DeviceStep, { readonly do: Kind }>;

export function createPlayer(options: PlayerOptions): Player {
  const { each, mirror, ledger } = options;
  const user = createUser(options);
  let aside: Promise<void> = Promise.resolve();
  let backup: DiskImage | null = null;

  async function sync(step: StepOf<'sync'>): Promise<void> {
    mirror.faults = [...step.faults];
    each.failAfter(step.killAt);
    let died = false;
    // A rejection is the worker's death: nothing of its memory may matter.
    await each
      .engine()
      .run(new AbortController().signal)
      .catch(() => (died = true));
    each.failAfter(null);
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

  async function play(
    step: DeviceStep,
    { now, sessions }: { readonly now: number; readonly sessions: readonly string[] },
  ): Promise<void> {
    const sessionId = 'session' in step ? (sessions[step.session] ?? '') : '';
    switch (step.do) {
      case 'send':
        return user.send({ sessionId, now, refuse: step.refuse });
      case 'finish':
        return user.finish(step.status);
      case 'rename':
        return user.rename(sessionId, `${step.title} ${now}`);
      case 'clear':
        return user.clear({ sessionId, now, deletes: step.deletes });
      case 'undo':
        return user.undo(now);
      case 'forget':
        return user.commit({ type: 'forget-undos', before: now - 15_000 });
      case 'set-clock':
        return options.setClock(step.skewMs);
      case 'sync': {
        const run = aside.then(() => sync(step));
        aside = run;
        return step.aside ? undefined : run;
      }
      default:
        await aside;
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

interface User {
  commit(write: Write): Promise<void>;
  send(options: {
    readonly sessionId: string;
    readonly now: number;
    readonly refuse: boolean;
  }): Promise<void>;
  finish(status: MessageStatus): Promise<void>;
  rename(sessionId: string, title: string): Promise<void>;
  clear(options: {
    readonly sessionId: string;
    readonly now: number;
    readonly deletes: boolean;
  }): Promise<void>;
  undo(now: number): Promise<void>;
  /** On one device nothing cleared shows up again, and no answer falls back, not even for a moment. */
  watch(): Promise<void>;
  /** What was saved for good on this device outlives a power cut. */
  checkDisk(cut: () => Promise<void>): Promise<void>;
  /** Forgets what belongs to a state of the profile that is no more. */
  wakeUp(profile: 'same-profile' | 'other-profile'): Promise<void>;
}

function createUser({ index, each, ledger }: PlayerOptions): User {
  let cleared = new Set<string>();
  let saved = new Set<string>();
  const best = new Map<string, Pick<Message, 'status' | 'createdAt'>>();
  const undos: string[] = [];
  let open: { question: Message; turn: Turn }[] = [];
  /** An unfinished answer as it was seen some time ago; it may have been finished or cleared since. */
  let seen: Message | undefined;
  /** A clear that storage refused is made later, and may be undone at once: its undo tells nothing then. */
  let keptClear = false;

  async function commit(write: Write): Promise<'saved' | 'kept'> {
    const outcome = await each.writer().commit(write);
    for (const { id } of (await viewDevice(each)).messages) ledger.said.add(id);
    // An answer that is only kept is dropped where its question was cleared.
    for (const { id, role } of each.writer().unsaved()) {
      (role === 'user' ? ledger.said : ledger.forgiven).add(id);
    }
    await watch();
    return outcome;
  }

  async function watch(): Promise<void> {
    for (const id of keptClear ? (await viewDevice(each)).buried : []) {
      ledger.cleared.add(id);
      ledger.everCleared.add(id);
    }
    for (const undo of await (await each.db()).getAll('undos')) {
      for (const id of undo.ids) {
        // A profile that was rolled back may know a clear that is forgiven elsewhere; here it stands.
        cleared.add(id);
        ledger.cleared.add(id);
        ledger.everCleared.add(id);
      }
    }
    for (const message of (await viewDevice(each)).messages) {
      const { id, status } = message;
      const before = best.get(id);
      if (before !== undefined && outranks(before, message)) ledger.complain(`${id} fell back to ${status}`);
      if (cleared.has(id)) ledger.complain(`${id} came back`);
      best.set(id, message);
    }
  }

  return {
    commit: async (write) => void (await commit(write)),
    watch,
    async send({ sessionId, now, refuse }) {
      const writer = each.writer();
      const message = { ...userMessage(sessionId, 'text'), hlc: writer.nextHlc(), createdAt: now };
      const turn = { ...turnOf(message), replyHlc: writer.nextHlc() };
      const { messages } = await viewDevice(each);
      const above = messages.findLast((other) => other.sessionId === sessionId);
      open.push({ question: message, turn });
      // Once at the commit and once at the repeat that follows at once.
      if (refuse) each.failAfter(0, 2);
      if ((await commit({ type: 'start-turn', message, turn })) === 'kept') {
        ledger.unplaced.add(message.id);
        return;
      }
      saved.add(message.id);
      if (above !== undefined && !refuse) ledger.order.push([above.id, message.id]);
    },
    async finish(status) {
      const turn = open.pop();
      if (turn !== undefined) {
        const { question } = turn;
        const reply = { ...replyTo(question, status, status), hlc: turn.turn.replyHlc };
        const { sessionId } = question;
        const done = await commit({ type: 'finish-turn', turnId: question.id, sessionId, reply });
        if (done === 'kept') ledger.unplaced.add(question.id);
        return;
      }
      // Another device recovers what is not final.
      const { messages } = await viewDevice(each);
      const found = messages.find((each) => each.status !== 'final');
      const message = status === 'final' ? (seen ?? found) : found;
      seen = message === seen ? found : (seen ?? found);
      if (message !== undefined) await commit({ type: 'save-messages', messages: [{ ...message, status }] });
    },
    async rename(sessionId, title) {
      const before = ledger.titles.get(sessionId);
      const shown = (await viewDevice(each)).sessions.find((session) => session.id === sessionId);
      // Who saw the title that they replace made the later edit, whatever the clocks say.
      const mine =
        before === undefined ||
        (before !== null && (before.device === index || before.title === shown?.title));
      ledger.titles.set(sessionId, mine ? { device: index, title } : null);
      if ((await commit({ type: 'rename', sessionId, title })) === 'kept') ledger.titles.set(sessionId, null);
    },
    async clear({ sessionId, now, deletes }) {
      const undoId = createId();
      undos.push(undoId);
      const type = deletes ? 'delete-session' : 'clear';
      if ((await commit({ type, sessionId, undoId, at: now })) === 'kept') keptClear = true;
    },
    async undo(now) {
      const undoId = undos.pop();
      if (undoId === undefined) return;
      const undo = await (await each.db()).get('undos', undoId);
      if ((await commit({ type: 'undo', undoId, at: now })) === 'kept' || undo?.spent !== false) return;
      const { messages } = await viewDevice(each);
      if (messages.filter(({ id }) => undo.ids.some((old) => copyIdOf(undoId, old) === id)).length === 0) {
        if (undo.ids.length > 0) ledger.complain('an undo brought nothing back');
      }
    },
    async checkDisk(cut) {
      await cut();
      const { messages, buried } = await viewDevice(each);
      const gone = new Set(buried);
      const there = new Set([...messages.map((message) => message.id), ...gone]);
      for (const id of saved) if (!there.has(id)) ledger.complain(`${id} was saved and lost with the power`);
      for (const id of cleared)
        if (!gone.has(id)) ledger.complain(`the clear of ${id} was lost with the power`);
    },
    async wakeUp(profile) {
      const db = await each.db();
      const turns = new Set(await db.getAllKeys('turns'));
      open = open.filter(({ turn }) => turns.has(turn.id));
      best.clear();
      seen = undefined;
      if (profile === 'same-profile') return;
      const { messages, buried } = await viewDevice(each);
      cleared = new Set(buried.filter((id) => cleared.has(id)));
      saved = new Set(messages.map(({ id }) => id).filter((id) => saved.has(id)));
      for (const id of ledger.titles.keys()) ledger.titles.set(id, null);
    },
  };
}
