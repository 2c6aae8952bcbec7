import type { Trouble } from '../chat/message.ts';
import type { Turn } from '../chat/turn.ts';
import { sleep } from '../std/sleep.ts';
import type { ForkRequest } from './fork-conversation.ts';
import { createForks } from './forks.ts';
import { firstStep, openCalls } from './step.ts';
import type { Earlier } from './read-earlier.ts';
import type { Answer } from './decide.ts';
import { type NewMessage, sendMessage } from './send-message.ts';
import type { Target, TurnContext, TurnReads } from './turn-context.ts';
import { createTurnDesk } from './turn-desk.ts';
import { turnTimes, type TurnTimes } from './turn-ports.ts';
import { wordsOf } from './words-of.ts';

export interface TurnServiceOptions extends Omit<TurnContext, 'desk' | 'times'> {
  readonly times?: TurnTimes;
}

/** Every method may be called again with the same ids: commands are repeated after a reconnect. */
export interface TurnService {
  /** Takes up every turn that no living worker owns. Called at each wake. */
  resume(): Promise<void>;
  /** Looks up answers whose end nobody saw. Called when the server may be back. */
  reconcile(): Promise<void>;
  /** The session's turn as it is right now. */
  turnOf(sessionId: string): Turn | null;
  send(message: NewMessage): Promise<Trouble | null>;
  stop(sessionId: string): Promise<void>;
  decide(answer: Answer): Promise<void>;
  retry(target: Target): Promise<Trouble | null>;
  /** Goes on with an interrupted answer. */
  proceed(target: Target): Promise<Trouble | null>;
  /** A session was made of another: its agent is to remember what was said there, if that can be had. */
  forked(sessionId: string): void;
  /** Ends the session's turn and keeps nothing of it: the session is being cleared. */
  drop(sessionId: string): Promise<void>;
  /** True while any turn is under way (not: waiting for the user). */
  isBusy(): boolean;
  /** Resolves when nothing is under way any more. */
  idle(): Promise<void>;
}

/** Makes the service. It holds no state that the store does not, except whose turns run right now. */
export function createTurnService(options: TurnServiceOptions): TurnService {
  const { ports, reads, looseEnds, times = turnTimes } = options;
  const desk = createTurnDesk({
    ports,
    times,
    onUnseen: (unseen) => looseEnds.saveUnseen(unseen),
    readEarlier: (turn) => readEarlier(turn, reads),
    async forkConversation({ sessionId, binding }, connection, signal) {
      await forks.settled(sessionId);
      if (((await ports.readBinding(sessionId))?.conversationId ?? null) !== null) return null;
      return forkConversation({ sessionId, binding, connection, reads }, signal);
    },
    async findBlockingCalls(turn, connection) {
      const { findBlockingCalls } = await import('./find-blocking-calls.ts');
      return findBlockingCalls(turn, connection, reads);
    },
  });
  const forks = createForks(forkNow);
  const context: TurnContext = { ...options, times, desk };
  const inOrder = createOrder();

  /** The conversation is forked while it still ends where the chat was forked. */
  async function forkNow(sessionId: string): Promise<void> {
    const signal = AbortSignal.timeout(times.look);
    const [binding, connection] = await Promise.all([ports.readBinding(sessionId), ports.connect(signal)]);
    if (connection === null || binding === null || binding.conversationId !== null) return;
    const conversationId = await forkConversation({ sessionId, binding, connection, reads }, signal);
    if (conversationId === null || (await ports.readBinding(sessionId))?.conversationId !== null) return;
    await ports.commit({ type: 'bind', sessionId, binding: { ...binding, conversationId } });
  }

  async function take(turn: Turn): Promise<void> {
    const { id: turnId, sessionId } = turn;
    if (desk.get(sessionId) !== null) return;
    const message = await reads.message(turnId);
    if (message !== null) desk.adopt(turn, await wordsOf(message), firstStep(turn));
    // Its message was cleared on another device: there is nothing to answer any more.
    else await ports.commit({ type: 'finish-turn', turnId, sessionId, reply: null });
  }

  async function stop(sessionId: string): Promise<void> {
    const turn = desk.get(sessionId)?.turn() ?? null;
    const waiting = turn === null ? [] : openCalls(turn);
    if (waiting.length > 0) await looseEnds.saveOwed(sessionId, waiting).catch(() => {});
    await desk.stop(sessionId);
  }

  async function drop(sessionId: string): Promise<void> {
    await desk.drop(sessionId);
    await looseEnds.dropSession(sessionId).catch(() => {});
  }

  /**
   * A press that is repeated to a new worker comes while that one still takes the turn up: it is not
   * lost. Waited for outside of the order, so that Stop is not held up.
   */
  async function decideWhenAsked(answer: Answer): Promise<void> {
    const { decide } = await import('./decide.ts');
    await inOrder(answer.sessionId, async () => {});
    await Promise.race([desk.settled(answer.sessionId), sleep(times.look)]);
    await inOrder(answer.sessionId, () => decide(context, answer));
  }

  return {
    async resume() {
      for (const turn of await reads.turns()) await inOrder(turn.sessionId, () => take(turn));
    },
    async reconcile() {
      if ((await looseEnds.listUnseen()).length === 0) return;
      await (await import('./look-again.ts')).reconcile(context, inOrder);
    },
    turnOf: (sessionId) => desk.get(sessionId)?.turn() ?? null,
    send: (message) => inOrder(message.sessionId, () => sendMessage(context, message)),
    stop: (sessionId) => inOrder(sessionId, () => stop(sessionId)),
    decide: decideWhenAsked,
    async retry(target) {
      const { retryTurn } = await import('./look-again.ts');
      return inOrder(target.sessionId, () => retryTurn(context, target));
    },
    async proceed(target) {
      const { continueTurn } = await import('./look-again.ts');
      return inOrder(target.sessionId, () => continueTurn(context, target));
    },
    forked: (sessionId) => forks.begin(sessionId),
    drop: (sessionId) => inOrder(sessionId, () => drop(sessionId)),
    isBusy: () => desk.isAnyBusy(),
    idle: () => desk.idle(),
  };
}

/** Null at once for a session that is no fork: most are none. */
async function forkConversation(request: ForkRequest, signal: AbortSignal): Promise<string | null> {
  if (!(await request.reads.session(request.sessionId))?.lineage?.forkOf) return null;
  return (await import('./fork-conversation.ts')).forkConversation(request, signal);
}

/** What was said before a turn; nothing at once where it is the session's first. */
async function readEarlier(turn: Turn, reads: TurnReads): Promise<Earlier> {
  const newest = await reads.recapable(turn.sessionId, 2);
  if (newest.every(({ id }) => id === turn.id)) return { messages: [], older: 0, sources: [] };
  return (await import('./read-earlier.ts')).readEarlier(turn, reads);
}

/** Runs the commands about one session one after the other. */
function createOrder(): <Result>(sessionId: string, work: () => Promise<Result>) => Promise<Result> {
  const last = new Map<string, Promise<unknown>>();
  return (sessionId, work) => {
    const next = (last.get(sessionId) ?? Promise.resolve()).then(work);
    const settled = next.then(
      () => {},
      () => {},
    );
    last.set(sessionId, settled);
    return next;
  };
}
