import * as v from 'valibot';

/** Why a run ended, in Letta's own words. */
export const stopReasonSchema = v.picklist([
  'end_turn',
  'error',
  'llm_api_error',
  'invalid_llm_response',
  'invalid_tool_call',
  'max_steps',
  'max_tokens_exceeded',
  'no_tool_call',
  'tool_rule',
  'cancelled',
  'insufficient_credits',
  'requires_approval',
  'context_window_overflow_in_system_prompt',
  'unknown', // a reason that this version does not know
]);
export type StopReason = v.InferOutput<typeof stopReasonSchema>;
