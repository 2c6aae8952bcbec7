import type { Turn } from '../chat/turn.ts';
import type { SendRequest, Thread } from '../letta/letta-client.ts';
import { LettaError, type LettaErrorReason } from '../letta/letta-error.ts';
import { backoffMs } from '../std/backoff.ts';
import { sleep } from '../std/sleep.ts';
import { clientTools, takesClientTools } from './client-tools.ts';
import { bindConversation, withRecap } from './bind-conversation.ts';
import type { LiveTurn } from './live-turn.ts';
import type { FailedAct } from './next-step.ts';
import type { Earlier } from './read-earlier.ts';
import {
  type Act,
  type Ending,
  failed as toFailed,
  given,
  isAnswerRequest,
  noTries,
  type Step,
  toPlainEnding,
  type Tries,
} from './step.ts';
import { troubleOf } from './turn-context.ts';
import type { Connection, TurnPorts, TurnTimes } from './turn-ports.ts';

export interface TurnRun {
  readonly live: LiveTurn;
  /** The user's words. */
  readonly text: string;
  readonly first: Step;
  readonly ports: TurnPorts;
  readonly times: TurnTimes;
  /** What was said in the session before this turn. Never rejects. */
  readonly readEarlier: () => Promise<Earlier>;
  /** The conversation of a forked session where the server can fork one that fits; null: it is told. */
  readonly forkConversation: (connection: Connection, signal: AbortSignal) => Promise<string | null>;
  /** Calls of an earlier turn that may block the conversation, found in the agent's history. */
  readonly findBlockingCalls: (connection: Connection) => Promise<readonly string[]>;
}

/**
 * Drives one turn until it waits for the user or is over. How to go on after what did not go well
 * is `next-step`'s to decide.
 * Rejects only when `signal` is aborted.
 */
export async function runTurn(run: TurnRun, signal: AbortSignal): Promise<Ending> {
  const { live, ports, times } = run;
  let step = run.first;
  let tries = noTries;
  for (;;) {
    if (step.type === 'ask' || step.type === 'end') return step;
    if (step.type === 'wait') {
      await sleep(step.afterMs ?? pauseMs(step.pause, tries, times), signal);
      step = step.next;
    }
    const act = step;
    const heard = live.heard();
    let connection: Connection | null = null;
    try {
      connection = await ports.connect(signal);
      if (connection === null) return given(live.turn(), 'not-connected');
      tries = count(tries, act);
      step = await perform({ ...run, connection, act, tries }, signal);
      if (live.heard() > heard) tries = forget(tries);
    } catch (error) {
      signal.throwIfAborted();
      if (live.heard() > heard) tries = forget(tries);
      step = await afterError({
        act,
        error: toLettaError(error),
        turn: live.turn(),
        tries,
        facts: connection?.facts ?? null,
        heard: live.heard() > heard,
      });
      if (isReason(error, 'no-background')) await connection?.loseBackground();
      if (isReason(error, 'no-route')) await connection?.forgetFacts();
    }
  }
}

interface Performing extends TurnRun {
  readonly connection: Connection;
  readonly act: Act;
  readonly tries: Tries;
}
/** What a turn that goes well never does. */
export interface PerformingRare extends Performing {
  readonly act: Exclude<Act, { readonly type: 'send' | 'resume' }>;
}

function perform(context: Performing, signal: AbortSignal): Promise<Step> {
  const { act } = context;
  switch (act.type) {
    case 'send':
      return send(context, signal);
    case 'resume':
      return resume(context, signal);
    default:
      return performRare({ ...context, act }, signal);
  }
}

async function performRare(context: PerformingRare, signal: AbortSignal): Promise<Step> {
  return (await import('./rare-acts.ts')).performRare(context, signal);
}

async function send(context: Performing, signal: AbortSignal): Promise<Step> {
  const { live, text, ports, connection, tries } = context;
  const { client, facts } = connection;
  const offers = takesClientTools(facts) && (await ports.tools.isOffered());
  await bindConversation(context, signal);
  // Written before the request goes out: whoever finds this turn knows that the server may have it.
  await live.change({ background: facts.background });
  signal.throwIfAborted();
  const turn = live.turn();
  const stream = client.send(
    {
      thread: threadOf(turn, connection),
      text: isAnswerRequest(turn) ? null : await withRecap(context, text),
      ...(await answersOf(turn)),
      otid: turn.requestId,
      background: facts.background,
      clientTools: offers ? clientTools : [],
      pauseMs: pauseOf(context),
    },
    signal,
  );
  for await (const event of stream) live.fold(event, 'stream');
  return toPlainEnding(live.turn()) ?? afterEnd(live.turn(), tries);
}

/** Most requests answer nothing. */
async function answersOf(turn: Turn): Promise<Pick<SendRequest, 'decisions' | 'results'>> {
  const { decisions, results = [] } = turn;
  if (decisions.length === 0 && results.length === 0) return { decisions, results };
  return (await import('./own-calls.ts')).toAnswers(turn);
}

async function resume(context: Performing, signal: AbortSignal): Promise<Step> {
  const { live, connection, tries } = context;
  const turn = live.turn();
  const { runId, cursors } = turn.reply;
  const startingAfter = runId === null ? 0 : (cursors[runId] ?? 0);
  const stream = connection.client.resume(
    {
      thread: threadOf(turn, connection),
      runId,
      otid: turn.requestId,
      startingAfter,
      pauseMs: pauseOf(context),
    },
    signal,
  );
  for await (const event of stream) live.fold(event, 'stream');
  return toPlainEnding(live.turn()) ?? afterEnd(live.turn(), tries);
}

/** What to do after a stream that did not end as all do. */
async function afterEnd(turn: Turn, tries: Tries): Promise<Step> {
  return (await import('./next-step.ts')).afterEnd(turn, tries);
}

/** Whatever happens here, the turn has to end: where it cannot be told how to go on, its user is asked. */
async function afterError(failed: FailedAct): Promise<Step> {
  try {
    return (await import('./next-step.ts')).afterError(failed);
  } catch (error) {
    console.error('turn: nothing says how to go on', error);
    return toFailed(failed.turn.reply, troubleOf('unknown'), true);
  }
}

/** Who looks sees each piece at once; a panel that opens is given all that was folded, and nothing waits long. */
function pauseOf({ live, ports, times }: Performing): () => number {
  const { sessionId } = live.turn();
  return () => (ports.isShown(sessionId) ? 0 : times.gather);
}

/** On a server without conversations every session is spoken in the agent's single thread. */
export function threadOf({ binding }: Pick<Turn, 'binding'>, { facts }: Pick<Connection, 'facts'>): Thread {
  const { agentId, conversationId } = binding;
  return { agentId, conversationId: facts.conversations ? conversationId : null };
}

function pauseMs(pause: 'retry' | 'poll', tries: Tries, times: TurnTimes): number {
  const attempt = Math.max(tries.sends, tries.resumes, tries.reads) - 1;
  if (pause === 'poll') return times.poll;
  return backoffMs(Math.max(0, attempt), { firstMs: times.firstRetry, mostMs: times.mostRetry });
}

/** Something was told: whatever was tried before, this is progress. */
function forget({ unblocks, rechecks }: Tries): Tries {
  return { ...noTries, unblocks, rechecks };
}

function count(tries: Tries, { type }: Act): Tries {
  return {
    sends: tries.sends + (type === 'send' ? 1 : 0),
    resumes: tries.resumes + (type === 'resume' ? 1 : 0),
    reads: tries.reads + (type === 'read' ? 1 : 0),
    unblocks: tries.unblocks + (type === 'unblock' ? 1 : 0),
    rechecks: tries.rechecks + (type === 'recheck' ? 1 : 0),
  };
}

function isReason(error: unknown, reason: LettaErrorReason): boolean {
  return error instanceof LettaError && error.reason === reason;
}

/** Anything else that is thrown here is a bug; the turn must end all the same, and say so. */
function toLettaError(error: unknown): LettaError {
  if (error instanceof LettaError) return error;
  console.error('turn: a step failed', error);
  return new LettaError('refused', '', { cause: error });
}
