import type { MessageStatus, Trouble, TroubleReason } from '../chat/message.ts';
import type { ReplyDraft, Turn } from '../chat/turn.ts';
import type { HistoryTurn, RunInfo, ServerFacts } from '../letta/letta-client.ts';
import type { LettaError } from '../letta/letta-error.ts';
import { toReplyTrouble, toTrouble } from '../letta/to-trouble.ts';
import { isBefore } from '../letta/version.ts';

/** What to do next about a turn. */
export type Step =
  | Act
  | { readonly type: 'wait'; readonly pause: 'retry' | 'poll'; readonly next: Act; readonly afterMs?: number }
  | Ending;
export type Act =
  /** Post the turn's current request. */
  | { readonly type: 'send' }
  /** Stream on after the last `seq`. */
  | { readonly type: 'resume' }
  /** Look into the agent's history, and at the run. */
  | { readonly type: 'read' }
  /** The same, because the server does not want our answers: done once in a turn. */
  | { readonly type: 'recheck' }
  /** The server waits for fewer calls than it told: answer only those. */
  | { readonly type: 'narrow'; readonly callIds: readonly string[] }
  /** The conversation or the agent is gone: find another, then send. */
  | { readonly type: 'rebind' }
  /** An older request of the agent's blocks the conversation: send with its denial. */
  | { readonly type: 'unblock' }
  /** The denials that went with the words were for nothing: send the words alone. */
  | { readonly type: 'undeny' };
export type Ending =
  | { readonly type: 'ask' }
  | {
      readonly type: 'end';
      readonly status: MessageStatus;
      readonly trouble: Trouble | null;
      /** True where the agent may have finished without us: its history is looked at again later. */
      readonly unsure: boolean;
    };

/** What was tried since the last sign of progress. */
export interface Tries {
  readonly sends: number;
  readonly resumes: number;
  readonly reads: number;
  /** These two count over the whole turn: a refusal is also a sign of life. */
  readonly unblocks: number;
  readonly rechecks: number;
}
export const noTries: Tries = { sends: 0, resumes: 0, reads: 0, unblocks: 0, rechecks: 0 };

const most = { sends: 3, resumes: 6, absentReads: 3, failedReads: 5, polls: 400 };

/** True where posting the same request again re-attaches to its run instead of starting a second one. */
export function reattaches(turn: Turn, facts: ServerFacts): boolean {
  const knowsOtids = facts.dialect === 'cloud' || !isBefore(facts.version, '0.16.7');
  return turn.background && facts.conversations && knowsOtids;
}

/** How to take up a turn whose worker died. */
export function firstStep(turn: Turn): Step {
  if (turn.state === 'approval') return { type: 'ask' };
  if (!wasSent(turn)) return { type: 'send' };
  return turn.background ? { type: 'resume' } : { type: 'read' };
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

/** True where the current request carries the user's decisions only, not their words. */
export function isAnswerRequest({ id, requestId, messageOtid = id }: Turn): boolean {
  return requestId !== messageOtid;
}

/** After a request or stream that failed. `act` is what was being done, `heard` whether it told anything. */
export function afterError({
  act,
  error,
  turn,
  tries,
  facts,
  heard,
}: {
  readonly act: Act;
  readonly error: LettaError;
  readonly turn: Turn;
  readonly tries: Tries;
  readonly facts: ServerFacts | null;
  readonly heard: boolean;
}): Step {
  // The server was asked what it is, and did not answer: nothing was sent in this attempt.
  if (facts === null && act.type === 'send') return failed(turn.reply, toTrouble(error), wasSent(turn));
  if (act.type === 'read' || act.type === 'recheck') return afterReadError(turn, error, tries);
  if (act.type === 'resume' || heard) return afterStreamError(turn, error, tries);
  return afterSendError({ error, turn, tries, repeatable: facts !== null && reattaches(turn, facts) });
}

/** False for a turn that was written, but of which no server can know yet. */
export function wasSent({ startedAt, updatedAt }: Pick<Turn, 'startedAt' | 'updatedAt'>): boolean {
  return updatedAt > startedAt;
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

/** The calls of an answer that still wait for the user. */
export function pendingCalls({ parts }: Pick<ReplyDraft, 'parts'>): readonly string[] {
  return parts.flatMap((part) => (part.type === 'tool' && part.state === 'approval' ? [part.callId] : []));
}

/** True where something was said that is worth to be kept and continued. */
export function hasSubstance({ parts }: ReplyDraft): boolean {
  return parts.some((part) => part.type === 'tool' || (part.type === 'text' && /\S/.test(part.text)));
}

const final: Ending = { type: 'end', status: 'final', trouble: null, unsure: false };
export const stopped: Trouble = { reason: 'stopped', message: '', detail: '', retryAfterMs: null };
export const cut: Trouble = { reason: 'cut', message: '', detail: '', retryAfterMs: null };

function failed(reply: ReplyDraft, trouble: Trouble, unsure: boolean): Ending {
  return { type: 'end', status: hasSubstance(reply) ? 'interrupted' : 'error', trouble, unsure };
}

/** What only the user can help with. */
export function given({ reply }: Turn, reason: TroubleReason): Ending {
  return failed(reply, { reason, message: '', detail: '', retryAfterMs: null }, false);
}

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
