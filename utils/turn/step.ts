import type { MessageStatus, Trouble, TroubleReason } from '../chat/message.ts';
import type { ReplyDraft, Turn } from '../chat/turn.ts';

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

/** How to take up a turn whose worker died. */
export function firstStep(turn: Turn): Step {
  if (turn.state === 'approval') return { type: 'ask' };
  if (!wasSent(turn)) return { type: 'send' };
  return turn.background ? { type: 'resume' } : { type: 'read' };
}

/** How a stream ended that went well; null where what it means takes a closer look (`afterEnd`). */
export function toPlainEnding({ reply }: Turn): Ending | null {
  if (reply.failure !== null) return null;
  if (reply.stop === 'end_turn') return final;
  return reply.stop === 'requires_approval' && pendingCalls(reply).length > 0 ? { type: 'ask' } : null;
}

/** True where the current request carries the user's decisions only, not their words. */
export function isAnswerRequest({ id, requestId, messageOtid = id }: Turn): boolean {
  return requestId !== messageOtid;
}

/** False for a turn that was written, but of which no server can know yet. */
export function wasSent({ startedAt, updatedAt }: Pick<Turn, 'startedAt' | 'updatedAt'>): boolean {
  return updatedAt > startedAt;
}

/** The calls of an answer that still wait for the user. */
export function pendingCalls({ parts }: Pick<ReplyDraft, 'parts'>): readonly string[] {
  return parts.flatMap((part) => (part.type === 'tool' && part.state === 'approval' ? [part.callId] : []));
}

/** Calls that the server waits for as long as this turn's answers have not reached it. */
export function openCalls(turn: Turn): readonly string[] {
  const waiting = pendingCalls(turn.reply);
  if (turn.state !== 'approval') return waiting;
  return [...new Set([...turn.decisions.map(({ callId }) => callId), ...waiting])];
}

/** True where something was said that is worth to be kept and continued. */
export function hasSubstance({ parts }: ReplyDraft): boolean {
  return parts.some((part) => part.type === 'tool' || (part.type === 'text' && /\S/.test(part.text)));
}

export const final: Ending = { type: 'end', status: 'final', trouble: null, unsure: false };
export const stopped: Trouble = { reason: 'stopped', message: '', detail: '', retryAfterMs: null };

/** It ends here. `unsure`: the agent may have finished without us. */
export function failed(reply: ReplyDraft, trouble: Trouble, unsure: boolean): Ending {
  return { type: 'end', status: hasSubstance(reply) ? 'interrupted' : 'error', trouble, unsure };
}

/** What only the user can help with. */
export function given({ reply }: Turn, reason: TroubleReason): Ending {
  return failed(reply, { reason, message: '', detail: '', retryAfterMs: null }, false);
}
