import { createId } from '../../../utils/chat/id.ts';
import { copyIdOf } from '../../../utils/chat/derived-id.ts';
import { type Message, type MessageStatus, outranks } from '../../../utils/chat/message.ts';
import type { Turn } from '../../../utils/chat/turn.ts';
import type { Write } from '../../../utils/store/write.ts';
import { replyTo, turnOf, userMessage } from '../../store/fixtures.ts';
import type { Ledger } from './ledger.ts';
import { type SimulatedDevice, viewDevice } from './simulated-device.ts';

/** Who uses one device in a history: acts on it, and knows what was promised. */
export interface ModelUser {
  commit(write: Write): Promise<void>;
  send(options: {
    readonly sessionId: string;
    readonly now: number;
    readonly refuse: boolean;
  }): Promise<void>;
  finish(status: MessageStatus): Promise<void>;
  rename(options: {
    readonly sessionId: string;
    readonly title: string;
    readonly now: number;
  }): Promise<void>;
  /** Saves something again as it was seen before: an agent's history, a panel or a worker that is late. */
  repeat(back: number): Promise<void>;
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

export function createModelUser({
  index,
  each,
  ledger,
}: {
  readonly index: number;
  readonly each: SimulatedDevice;
  readonly ledger: Ledger;
}): ModelUser {
  let cleared = new Set<string>();
  let saved = new Set<string>();
  const best = new Map<string, Pick<Message, 'status' | 'createdAt'>>();
  /** All that this device showed since it started, as it was first seen. */
  const known = new Map<string, Message>();
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
      if (!known.has(id)) known.set(id, message);
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
    async rename({ sessionId, title, now }) {
      const shown = (await viewDevice(each)).sessions.find((session) => session.id === sessionId)?.title;
      const outcome = await commit({ type: 'rename', sessionId, title });
      const row = await (await each.db()).get('registers', [sessionId, 'title']);
      const edit = [row?.pending, row?.base].find((value) => value?.value === title);
      if (outcome === 'kept' || edit === undefined || edit === null) return ledger.titles.blur(sessionId);
      const clock = each.writer().clock.last();
      ledger.titles.add({ sessionId, device: index, title, hlc: edit.hlc, shown, clock, now });
    },
    async repeat(back) {
      const live = new Set((await viewDevice(each)).messages.map((message) => message.id));
      const all = [...known.values()];
      const gone = all.filter((message) => !live.has(message.id));
      const from = gone.length > 0 ? gone : all;
      const message = from[back % from.length];
      if (message !== undefined) await commit({ type: 'save-messages', messages: [message] });
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
      known.clear();
      seen = undefined;
      if (profile === 'same-profile') return;
      const { messages, buried } = await viewDevice(each);
      cleared = new Set(buried.filter((id) => cleared.has(id)));
      saved = new Set(messages.map(({ id }) => id).filter((id) => saved.has(id)));
      ledger.titles.blur();
    },
  };
}
