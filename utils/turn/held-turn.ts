import { applyEvent } from '../chat/apply-event.ts';
import type { Message } from '../chat/message.ts';
import { toReply } from '../chat/reply-message.ts';
import type { Turn } from '../chat/turn.ts';
import type { TurnEvent } from '../chat/turn-event.ts';
import type { Canceller } from './canceller.ts';
import { createLiveTurn, type LiveTurn } from './live-turn.ts';
import type { Unseen } from './look-back.ts';
import type { Earlier } from './read-earlier.ts';
import { type Ending, pendingCalls, type Step, stopped, wasSent } from './step.ts';
import type { runOwnCalls } from './run-own-calls.ts';
import { runTurn, type TurnRun } from './run-turn.ts';
import type { Connection, TurnPorts, TurnTimes } from './turn-ports.ts';

export interface HeldTurnOptions {
  readonly ports: TurnPorts;
  readonly times: TurnTimes;
  readonly canceller: Canceller;
  /** What was said in the session before the turn. Never rejects. */
  readonly readEarlier: (turn: Turn) => Promise<Earlier>;
  readonly forkConversation: (
    turn: Turn,
    connection: Connection,
    signal: AbortSignal,
  ) => Promise<string | null>;
  readonly findBlockingCalls: (turn: Turn, connection: Connection) => Promise<readonly string[]>;
  /** Called before a turn ends without its end having been seen. */
  readonly onUnseen: (unseen: Unseen) => Promise<void>;
  /** The turn is over and written. */
  readonly onGone: () => void;
}

/** A turn in this worker's hands, from taking it up to its one end. */
export interface HeldTurn {
  readonly live: LiveTurn;
  /** True while something is under way, also a tool of ours while the turn waits for answers. */
  isActive(): boolean;
  /** True while neither new words nor answers can be taken. */
  isBusy(): boolean;
  /** Goes on from `first` until the turn waits for the user or is over. Does nothing where it goes on already. */
  drive(text: string, first: Step): void;
  /** Ends it by the user's wish; keeps what is there. */
  stop(): Promise<void>;
  /** Ends it without keeping anything. */
  drop(): Promise<void>;
  /** Resolves when nothing is under way. */
  settled(): Promise<void>;
}

type End = Extract<Ending, { type: 'end' }>;

/** Holds `turn`, which lies in the store already. */
export function holdTurn(turn: Turn, options: HeldTurnOptions): HeldTurn {
  const { ports, times, canceller } = options;
  const live = createLiveTurn(turn, { ...ports, checkpointMs: times.checkpoint });
  let controller: AbortController | null = null;
  let ending: Promise<void> | null = null;
  let done: Promise<void> = Promise.resolve();

  async function run(text: string, first: Step, signal: AbortSignal): Promise<void> {
    await canceller.settled(turn.sessionId);
    const findBlockingCalls = (connection: Connection): Promise<readonly string[]> =>
      options.findBlockingCalls(live.turn(), connection);
    const readEarlier = (): Promise<Earlier> => options.readEarlier(live.turn());
    const forkConversation: TurnRun['forkConversation'] = (connection, stop) =>
      options.forkConversation(live.turn(), connection, stop);
    for (let step = first; ; step = { type: 'send' }) {
      const result = await runTurn(
        { live, text, first: step, ports, times, readEarlier, findBlockingCalls, forkConversation },
        signal,
      );
      if (signal.aborted) return;
      if (result.type === 'end') return finish(result);
      if (step.type !== 'ask') await live.change({ state: 'approval', decisions: [], results: [] });
      const runCalls = await loadOwnCalls();
      await runCalls?.(live, ports, signal);
      // No `await` from the last look at the calls to here: an answer in between would find nobody.
      if (live.turn().state === 'approval') {
        controller = null;
        return;
      }
    }
  }

  /** Whoever asks first decides how it ends. */
  function finish(how: End | 'drop'): Promise<void> {
    ending ??= endTurn(live, how, options).finally(options.onGone);
    return ending;
  }

  /** Stops the server's run as well: closing the stream alone would let it go on. */
  function cancel(): void {
    if (ending !== null) return;
    const runs = controller !== null && wasSent(live.turn()) && live.turn().state !== 'approval';
    controller?.abort();
    for (const callId of pendingCalls(live.turn().reply)) live.fold(denial(callId, ports.now()), 'history');
    if (runs) canceller.cancel(live.turn());
  }

  return {
    live,
    isActive: () => controller !== null || ending !== null,
    isBusy: () => ending !== null || (controller !== null && live.turn().state !== 'approval'),
    drive(text, first) {
      if (controller !== null) return;
      controller = new AbortController();
      const { signal } = controller;
      const release = ports.holdAwake();
      done = run(text, first, signal)
        .catch((error: unknown) => {
          if (!signal.aborted) console.error('turn: a turn could not be ended', error);
        })
        .finally(release);
    },
    stop() {
      cancel();
      return finish({ type: 'end', status: 'interrupted', trouble: stopped, unsure: false });
    },
    drop() {
      cancel();
      return finish('drop');
    },
    async settled() {
      await Promise.all([done, ending]);
    },
  };
}

/** Null where it cannot be loaded: then the calls wait for the user, as those of other tools do. */
async function loadOwnCalls(): Promise<typeof runOwnCalls | null> {
  try {
    return (await import('./run-own-calls.ts')).runOwnCalls;
  } catch (error) {
    console.error('turn: nothing runs the calls of our own tools', error);
    return null;
  }
}

async function endTurn(
  live: LiveTurn,
  how: End | 'drop',
  { ports, onUnseen }: HeldTurnOptions,
): Promise<void> {
  await live.close();
  if (how === 'drop') return;
  const turn = closeParts(live.turn(), ports.now());
  const trouble = how.trouble === null ? null : await ports.explain(how.trouble);
  if (how.unsure) await onUnseen(toUnseen(turn)).catch(() => {});
  const reply: Message = toReply({ turn, status: how.status, trouble });
  await ports.commit({ type: 'finish-turn', turnId: turn.id, sessionId: turn.sessionId, reply });
}

/** Nothing may look as if it still ran once the turn is over. */
function closeParts(turn: Turn, at: number): Turn {
  if (turn.reply.stop !== null) return turn;
  const reply = applyEvent(turn.reply, { type: 'stop', reason: 'cancelled', runId: null, seq: null, at });
  return { ...turn, reply };
}

/** What the user did not answer counts as denied. */
export function denial(callId: string, at: number): TurnEvent {
  return { type: 'approval', callId, approve: false, runId: null, seq: null, at };
}

function toUnseen(turn: Turn): Unseen {
  return {
    sessionId: turn.sessionId,
    messageId: turn.id,
    replyHlc: turn.replyHlc,
    otid: turn.messageOtid ?? turn.id,
    binding: turn.binding,
  };
}
