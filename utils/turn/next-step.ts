import type { Trouble } from '../chat/message.ts';
import type { ReplyDraft, Turn } from '../chat/turn.ts';
import type { HistoryTurn, RunInfo, ServerFacts } from '../letta/letta-client.ts';
import type { LettaError } from '../letta/letta-error.ts';
import { toReplyTrouble, toTrouble } from '../letta/to-trouble.ts';
import { isBefore } from '../letta/version.ts';
import {
  type Act,
  failed,
  final,
  isAnswerRequest,
  pendingCalls,
  type Step,
  stopped,
  type Tries,
  wasSent,
} from './step.ts';

const most = { sends: 3, resumes: 6, absentReads: 3, failedReads: 5, polls: 400 };

/** True where posting the same request again re-attaches to its run instead of starting a second one. */
export function reattaches(turn: Turn, facts: ServerFacts): boolean {
  const knowsOtids = facts.dialect === 'cloud' || !isBefore(facts.version, '0.16.7');
  return turn.background && facts.conversations && knowsOtids;
}

/** After a stream that the server itself ended. */
export function afterEnd(turn: Turn, tries: Tries): Step {
  const { reply } = turn;
  const trouble = toReplyTrouble(reply);
  if (trouble !== null) {
    if (trouble.reason === 'approval-pending' && tries.unblocks === 0) return { type: 'unblock' };
    if (isNobodyAsking(reply) && turn.decisions.length > 0) {
      if (!isAnswerRequest(turn)) return { type: 'undeny' };
      // Somebody else answered first, or it never kept all of the calls: the history has what it kept.
      if (tries.rechecks === 0) return { type: 'recheck' };
    }
    // A server that lost its own stream may have written the answer down all the same.
    return failed(reply, trouble, reply.failure !== null && trouble.reason === 'cut');
  }
  // An end without a reason is nobody's word that the answer is whole: the agent's history has it.
  if (reply.stop === null) return tries.reads === 0 ? { type: 'read' } : failed(reply, cut, true);
  return reply.stop === 'requires_approval' && pendingCalls(reply).length > 0 ? { type: 'ask' } : final;
}

/** The server's words for answers that it is not, or not any more, waiting for. */
function isNobodyAsking({ failure }: ReplyDraft): boolean {
  const words = `${failure?.message ?? ''} ${failure?.detail ?? ''}`;
  return /no tool call is currently awaiting approval|invalid tool call ids/i.test(words);
}

/** A request or stream that failed. `act` is what was being done, `heard` whether it told anything. */
export interface FailedAct {
  readonly act: Act;
  readonly error: LettaError;
  readonly turn: Turn;
  readonly tries: Tries;
  readonly facts: ServerFacts | null;
  readonly heard: boolean;
}

/** After a request or stream that failed. */
export function afterError({ act, error, turn, tries, facts, heard }: FailedAct): Step {
  // The server was asked what it is, and did not answer: nothing was sent in this attempt.
  if (facts === null && act.type === 'send') return failed(turn.reply, toTrouble(error), wasSent(turn));
  if (act.type === 'read' || act.type === 'recheck') return afterReadError(turn, error, tries);
  if (act.type === 'resume' || heard) return afterStreamError(turn, error, tries);
  return afterSendError({ error, turn, tries, repeatable: facts !== null && reattaches(turn, facts) });
}

/** The request failed before the server told anything of a run: mostly it was not taken. */
function afterSendError({
  error,
  turn,
  tries,
  repeatable,
}: {
  readonly error: LettaError;
  readonly turn: Turn;
  readonly tries: Tries;
  readonly repeatable: boolean;
}): Step {
  const trouble = toTrouble(error);
  switch (error.reason) {
    case 'no-background':
      return { type: 'send' };
    case 'not-found':
      return { type: 'rebind' };
    case 'approval-pending':
      return tries.unblocks === 0 ? { type: 'unblock' } : failed(turn.reply, trouble, false);
    case 'busy':
      // A 409 was not taken, so that asking again is safe. A run that we know is our own answer.
      if (error.runId !== null && error.runId === turn.reply.runId) return { type: 'resume' };
      if (tries.sends >= most.sends) return failed(turn.reply, trouble, false);
      return { type: 'wait', pause: 'retry', next: { type: 'send' }, ...after(error) };
    case 'unreachable':
    case 'broken':
    case 'stalled':
    case 'server':
      // Nobody knows whether it was taken. Where a repeat is harmless, repeat; else ask the history.
      if (!repeatable) return tries.reads === 0 ? { type: 'read' } : failed(turn.reply, trouble, true);
      if (tries.sends >= most.sends) return failed(turn.reply, trouble, true);
      return { type: 'wait', pause: 'retry', next: { type: 'send' } };
    case 'not-letta':
      // A page came from somebody on the way, perhaps after the server had taken the words.
      return failed(turn.reply, trouble, true);
    default:
      return failed(turn.reply, trouble, false);
  }
}

/** A run of ours was under way, and its stream is lost. */
function afterStreamError(turn: Turn, error: LettaError, tries: Tries): Step {
  switch (error.reason) {
    case 'unauthorized':
    case 'not-letta':
      return failed(turn.reply, toTrouble(error), true);
    case 'unreachable':
    case 'broken':
    case 'stalled':
    case 'server':
    case 'rate-limited':
      if (!turn.background) return { type: 'wait', pause: 'retry', next: { type: 'read' } };
      if (tries.resumes >= most.resumes) return failed(turn.reply, toTrouble(error), true);
      return { type: 'wait', pause: 'retry', next: { type: 'resume' }, ...after(error) };
    default:
      return { type: 'read' };
  }
}

function afterReadError(turn: Turn, error: LettaError, tries: Tries): Step {
  switch (error.reason) {
    case 'unreachable':
    case 'broken':
    case 'stalled':
    case 'server':
    case 'rate-limited':
      // Nothing was heard of this turn: the user waits for a plain "server down", not for our patience.
      if (tries.reads >= (turn.state === 'sending' ? 1 : most.failedReads))
        return failed(turn.reply, toTrouble(error), true);
      return { type: 'wait', pause: 'retry', next: { type: 'read' }, ...after(error) };
    default:
      return failed(turn.reply, toTrouble(error), error.reason !== 'not-found');
  }
}

/** After a look into the history; `turn.reply` has its events folded in already. `run`: null if unknown. */
export function afterRead({
  turn,
  history,
  run,
  tries,
  facts,
}: {
  readonly turn: Turn;
  readonly history: HistoryTurn;
  readonly run: RunInfo | null;
  readonly tries: Tries;
  readonly facts: ServerFacts;
}): Step {
  const { reply } = turn;
  const answering = isAnswerRequest(turn) && isAnswered(turn, history.pendingCallIds);
  if (history.pendingCallIds.length > 0 && !answering) return { type: 'ask' };
  if (run?.state === 'active') {
    // A server that crashed may call a run active for ever.
    if (tries.reads >= most.polls) return failed(reply, { ...cut, reason: 'stalled' }, true);
    const canStream = turn.background && run.background && tries.resumes === 0;
    return canStream ? { type: 'resume' } : { type: 'wait', pause: 'poll', next: { type: 'read' } };
  }
  // Nothing runs, and the calls still wait: our answers never arrived, or were more than it asked for.
  if (history.pendingCallIds.length > 0) {
    const callIds = history.pendingCallIds;
    return isExactly(turn, callIds) ? { type: 'send' } : { type: 'narrow', callIds };
  }
  if (run?.state === 'failed' && run.failure !== null) {
    return failed(reply, toReplyTrouble({ failure: run.failure, stop: null }) ?? cut, false);
  }
  if (run?.state === 'cancelled') return failed(reply, stopped, false);
  if (history.found && (isComplete(history) || run?.state === 'completed')) return final;
  const untaken = !history.found && turn.state === 'sending' && reply.runId === null;
  if (untaken && reattaches(turn, facts) && tries.sends < most.sends) return { type: 'send' };
  // A server goes on with a foreground turn whose stream was lost, and writes it down at the end.
  if (tries.reads < most.absentReads) return { type: 'wait', pause: 'retry', next: { type: 'read' } };
  return failed(reply, cut, true);
}

/** True where the agent's last word after our message is a text: it had nothing more to do. */
export function isComplete(history: HistoryTurn): boolean {
  return history.events.findLast(({ type }) => type !== 'alive')?.type === 'text';
}

const cut: Trouble = { reason: 'cut', message: '', detail: '', retryAfterMs: null };

/** Somebody sits before this wait: a server that wants a longer one is asked all the same, then it is told. */
const mostAskedMs = 60_000;

function after({ retryAfterMs }: LettaError): { afterMs?: number } {
  return retryAfterMs === null ? {} : { afterMs: Math.min(retryAfterMs, mostAskedMs) };
}

/** A server whose agent makes one call at a time streams all that the model wants, and keeps the first. */
function isExactly({ decisions }: Turn, callIds: readonly string[]): boolean {
  return decisions.every(({ callId }) => callIds.includes(callId));
}

function isAnswered({ decisions }: Turn, callIds: readonly string[]): boolean {
  return callIds.every((callId) => decisions.some((decision) => decision.callId === callId));
}
