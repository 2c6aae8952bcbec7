import * as v from 'valibot';
import type { JsonAnswer } from './http.ts';
import { LettaError } from './letta-error.ts';

const idSchema = v.object({ id: v.string() });

/** The conversation that an answer names. Throws `LettaError` where it names none. */
export function toConversationId({ body }: JsonAnswer): string {
  const parsed = v.safeParse(idSchema, body);
  if (!parsed.success) throw new LettaError('not-letta', 'The answer is no conversation.');
  return parsed.output.id;
}
