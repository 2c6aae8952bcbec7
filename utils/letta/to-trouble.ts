import type { Trouble, TroubleReason } from '../chat/message.ts';
import type { ReplyDraft } from '../chat/turn.ts';
import type { StopReason } from '../chat/stop-reason.ts';
import { LettaError, type LettaErrorReason } from './letta-error.ts';

const reasons: Readonly<Record<LettaErrorReason, TroubleReason>> = {
  unreachable: 'server-down',
  unauthorized: 'wrong-key',
  'not-found': 'unknown',
  'no-route': 'server-too-old',
  'not-letta': 'not-letta',
  'too-old': 'server-too-old',
  busy: 'busy',
  'approval-pending': 'approval-pending',
  'rate-limited': 'rate-limited',
  'out-of-credit': 'out-of-credit',
  model: 'model-error',
  'too-long': 'too-long',
  'no-background': 'server-error',
  'no-active-run': 'cut',
  expired: 'cut',
  refused: 'unknown',
  server: 'server-error',
  broken: 'cut',
  stalled: 'stalled',
  aborted: 'stopped',
};

/** What a failed request means for the user. Anything but a `LettaError` is unknown trouble. */
export function toTrouble(error: unknown): Trouble {
  if (!(error instanceof LettaError)) {
    return {
      reason: 'unknown',
      message: error instanceof Error ? error.message : '',
      detail: '',
      retryAfterMs: null,
    };
  }
  const { message, detail, retryAfterMs } = error;
  const words = `${message} ${detail}`;
  const agentGone = error.reason === 'not-found' && /\bagent\b/i.test(words);
  return { reason: agentGone ? 'no-agent' : reasons[error.reason], message, detail, retryAfterMs };
}

/**
 * Why an answer did not end well by what the agent itself said; null where it did (or has not ended).
 * The failure is the more exact: it names what the stop reason sums up as an error.
 */
export function toReplyTrouble({ failure, stop }: Pick<ReplyDraft, 'failure' | 'stop'>): Trouble | null {
  if (failure !== null) {
    const { message, detail } = failure;
    return { reason: reasonOfFailure(failure), message, detail, retryAfterMs: null };
  }
  const reason = stop === null ? null : stopReasons[stop];
  return reason === null ? null : { reason, message: '', detail: '', retryAfterMs: null };
}

const stopReasons: Readonly<Record<StopReason, TroubleReason | null>> = {
  end_turn: null,
  tool_rule: null,
  no_tool_call: null,
  requires_approval: null,
  unknown: null,
  cancelled: 'stopped',
  error: 'server-error',
  llm_api_error: 'model-error',
  invalid_llm_response: 'model-error',
  invalid_tool_call: 'model-error',
  // The agent gave up in the middle of its work, as a cut stream does: it can be asked to go on.
  max_steps: 'cut',
  max_tokens_exceeded: 'cut',
  insufficient_credits: 'out-of-credit',
  context_window_overflow_in_system_prompt: 'too-long',
};

/**
 * Letta's `error_type` with the prefixes of its `detail`. An authentication that fails here is the model
 * provider's: our own key was taken, or there would be no stream.
 */
function reasonOfFailure({ errorType, message, detail }: NonNullable<ReplyDraft['failure']>): TroubleReason {
  const words = `${message} ${detail}`;
  if (/waiting for approval/i.test(words)) return 'approval-pending';
  if (/is currently being processed/i.test(words)) return 'busy';
  if (/context.?window/i.test(`${errorType} ${words}`)) return 'too-long';
  if (errorType === 'llm_insufficient_credits' || words.includes('PAYMENT_REQUIRED')) return 'out-of-credit';
  if (errorType === 'llm_rate_limit') return 'rate-limited';
  if (errorType.startsWith('llm_')) return 'model-error';
  return /^(stream_incomplete|stream_task_cancelled|cleanup_error)$/.test(errorType) ? 'cut' : 'server-error';
}
