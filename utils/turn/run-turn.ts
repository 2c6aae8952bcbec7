import { emptyReply, type Turn } from '../chat/turn.ts';
import { createId } from '../chat/id.ts';
import type { Message, TroubleReason } from '../chat/message.ts';
import type { RunInfo, Thread } from '../letta/letta-client.ts';
import { LettaError, type LettaErrorReason } from '../letta/letta-error.ts';
import { backoffMs } from '../std/backoff.ts';
import { sleep } from '../std/sleep.ts';
import { toTitle } from '../chat/to-title.ts';
import { clientTools, takesClientTools } from './client-tools.ts';
import type { LiveTurn } from './live-turn.ts';
import {
  type Act,
  afterEnd,
  afterError,
  afterRead,
  type Ending,
  hasSubstance,
  isAnswerRequest,
  noTries,
  type Step,
  type Tries,
} from './next-step.ts';
import { toAnswers } from './own-calls.ts';
import { toRecap } from './to-recap.ts';
import type { Connection, TurnPorts, TurnTimes } from './turn-ports.ts';

export interface TurnRun {
  readonly live: LiveTurn;
  /** The user's words. */
  readonly text: string;
  readonly first: Step;
  readonly ports: TurnPorts;
  readonly times: TurnTimes;
  /** What was said in the session before this turn, in display order. Never rejects. */
  readonly readEarlier: () => Promise<readonly Message[]>;
  /** Calls of an earlier turn that may block the conversation, found in the agent's history. */
  readonly findBlockingCalls: (connection: Connection) => Promise<readonly string[]>;
}

/**
 * Drives one turn until it waits for the user or is over. Decisions are `next-step`'s; this does them.
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
      step = afterError({
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

function perform(context: Performing, signal: AbortSignal): Promise<Step> {
  switch (context.act.type) {
    case 'send':
      return send(context, signal);
    case 'resume':
      return resume(context, signal);
    case 'read':
    case 'recheck':
      return read(context, signal);
    case 'narrow':
      return narrow(context, context.act.callIds);
    case 'rebind':
      return rebind(context);
    case 'unblock':
      return unblock(context);
    case 'undeny':
      return renew(context, { decisions: [] });
  }
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
      ...toAnswers(turn),
      otid: turn.requestId,
      background: facts.background,
      clientTools: offers ? clientTools : [],
    },
    signal,
  );
  for await (const event of stream) live.fold(event, 'stream');
  return afterEnd(live.turn(), tries);
}

async function resume({ live, connection, tries }: Performing, signal: AbortSignal): Promise<Step> {
  const turn = live.turn();
  const { runId, cursors } = turn.reply;
  const startingAfter = runId === null ? 0 : (cursors[runId] ?? 0);
  const stream = connection.client.resume(
    { thread: threadOf(turn, connection), runId, otid: turn.requestId, startingAfter },
    signal,
  );
  for await (const event of stream) live.fold(event, 'stream');
  return afterEnd(live.turn(), tries);
}

async function read({ live, connection, tries }: Performing, signal: AbortSignal): Promise<Step> {
  const { client, facts } = connection;
  const turn = live.turn();
  const thread = threadOf(turn, connection);
  // First the run, then the history: a run that ends in between has written its last word by then.
  const run = await readRunOf(turn, { client, thread }, signal);
  const history = await client.readTurn(thread, turn.messageOtid ?? turn.id, signal);
  for (const event of history.events) live.fold(event, 'history');
  const step = afterRead({ turn: live.turn(), history, run, tries, facts });
  if (step.type === 'end' && step.status === 'final') {
    live.fold({ type: 'stop', reason: 'end_turn', runId: null, seq: null, at: Date.now() }, 'history');
  }
  return step;
}

async function readRunOf(
  turn: Turn,
  { client, thread }: { readonly client: Connection['client']; readonly thread: Thread },
  signal: AbortSignal,
): Promise<RunInfo | null> {
  const { runId } = turn.reply;
  try {
    if (runId !== null) return await client.readRun(runId, signal);
    return await client.findActiveRun(thread, signal);
  } catch (error) {
    // Servers that do not tell of runs, or have forgotten this one, still have the history.
    if (error instanceof LettaError && ['not-found', 'no-route', 'refused', 'expired'].includes(error.reason))
      return null;
    throw error;
  }
}

/** Gives the session a conversation of its own where the server has them and it has none yet. */
async function bindConversation(
  { live, text, ports, connection, readEarlier }: Performing,
  signal: AbortSignal,
): Promise<void> {
  const { binding, sessionId } = live.turn();
  if (!connection.facts.conversations || binding.conversationId !== null) return;
  const known = await ports.readBinding(sessionId);
  if (known?.agentId === binding.agentId && known.conversationId !== null) {
    // Made by a worker that died before it could write it into the turn.
    await live.change({ binding: known });
    return;
  }
  // Before the conversation is there: a worker that dies after it was made still knows that it is new.
  if ((await readEarlier()).length > 0) await live.change({ recap: true });
  const conversationId = await connection.client.createConversation(binding.agentId, toTitle(text), signal);
  const bound = { ...binding, conversationId };
  await ports.commit({ type: 'bind', sessionId, binding: bound });
  await live.change({ binding: bound });
}

/** The words, after what was said before where the agent was not there. */
async function withRecap({ live, readEarlier }: Performing, text: string): Promise<string> {
  if (live.turn().recap !== true) return text;
  return [toRecap(await readEarlier()), text].filter((part) => part !== '').join('\n\n');
}

/** A conversation that is gone is replaced; an agent that is gone gives way to the connected one. */
async function rebind({ live, ports, connection, tries }: Performing): Promise<Step> {
  const { binding, sessionId } = live.turn();
  const { agent, facts } = connection;
  const hadConversation = facts.conversations && binding.conversationId !== null;
  if (!hadConversation && binding.agentId === agent.id) return given(live.turn(), 'no-agent');
  const agentNow = hadConversation
    ? { agentId: binding.agentId, agentName: binding.agentName }
    : { agentId: agent.id, agentName: agent.name };
  const next = { ...agentNow, conversationId: null };
  await ports.commit({ type: 'bind', sessionId, binding: next });
  await live.change({ binding: next });
  return tries.sends > 4 ? given(live.turn(), 'no-agent') : { type: 'send' };
}

/** Sends the words again together with a denial of what the agent has been waiting for. */
async function unblock(context: Performing): Promise<Step> {
  const { connection, findBlockingCalls } = context;
  const callIds = await findBlockingCalls(connection);
  if (callIds.length === 0) return given(context.live.turn(), 'approval-pending');
  return renew(context, { decisions: callIds.map((callId) => ({ callId, approve: false, reason: '' })) });
}

/** The server refused the request as it was; the changed one must not be taken for the same. */
async function renew({ live }: Performing, patch: Pick<Turn, 'decisions'>): Promise<Step> {
  const otid = createId();
  const { cursors } = live.turn().reply;
  await live.change({
    ...patch,
    results: [],
    state: 'sending',
    requestId: otid,
    messageOtid: otid,
    reply: { ...emptyReply, cursors },
  });
  return { type: 'send' };
}

/** Answers only the calls that the server keeps; the others will never be carried out. */
async function narrow({ live }: Performing, callIds: readonly string[]): Promise<Step> {
  const kept = ({ callId }: { readonly callId: string }): boolean => callIds.includes(callId);
  const { decisions, results = [] } = live.turn();
  for (const { callId } of decisions.filter((one) => !kept(one))) {
    live.fold({ ...givenUp, callId, at: Date.now() }, 'history');
  }
  await live.change({
    decisions: decisions.filter(kept),
    results: results.filter(kept),
    requestId: createId(),
    reply: { ...live.turn().reply, runId: null, stop: null, failure: null },
  });
  return { type: 'send' };
}

const givenUp = {
  type: 'tool-return',
  status: 'error',
  text: 'The agent gave this call up.',
  denied: false,
  runId: null,
  seq: null,
} as const;

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

/** What only the user can help with. */
function given({ reply }: Turn, reason: TroubleReason): Ending {
  const trouble = { reason, message: '', detail: '', retryAfterMs: null };
  return { type: 'end', status: hasSubstance(reply) ? 'interrupted' : 'error', trouble, unsure: false };
}
