import * as v from 'valibot';
import type { TurnEvent } from '../chat/turn-event.ts';
import { parseErrorBody } from './error-body.ts';
import { parseJson } from './frames.ts';
import { lettaMessageSchema } from './letta-message.ts';

/** The error frame: nothing of use comes after it, with or without `[DONE]`. */
export function toFailure(
  data: string,
  { runId, at }: { readonly runId: string | null; readonly at: number },
): TurnEvent {
  const json = parseJson(data);
  const message = v.safeParse(lettaMessageSchema, json);
  const body = parseErrorBody(json);
  return {
    type: 'failure',
    runId: body?.runId ?? runId,
    seq: message.success ? (message.output.seq_id ?? null) : null,
    at,
    errorType: body?.type || 'unknown',
    message: body?.message ?? data,
    detail: body?.detail ?? '',
  };
}
