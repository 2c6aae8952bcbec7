import * as v from 'valibot';
import {
  opSchema,
  pushRequestSchema,
  type Ack,
  type Op,
  type PushRequest,
} from '../../utils/mirror/protocol.ts';
import { parseJson } from './parse-json.ts';

/** A push of which every op that this version cannot read is refused alone, so that it blocks no other. */
export interface ParsedPush {
  readonly request: PushRequest;
  /** The acks of all ops in order, null where the store has the word. */
  readonly acks: readonly (Ack | null)[];
}

const envelopeSchema = v.object({
  ...pushRequestSchema.entries,
  ops: v.pipe(v.array(v.looseObject({ opId: v.pipe(v.string(), v.uuid()) })), v.maxLength(500)),
});

/** Reads the body of a push; a sentence where it is none. */
export function parsePush(text: string): ParsedPush | string {
  const parsed = parseJson(text);
  if (!parsed.ok) return parsed.problem;
  if (!isEnvelope(parsed.value)) return 'The body is not a push: see /openapi.json.';
  const { clientId, inc, seen = 0, ops } = parsed.value;
  // The ops go on as they came and not as the schema copies them: a newer client's fields are kept.
  const good: Op[] = [];
  const acks = ops.map((op): Ack | null => {
    if (!isOp(op)) return { opId: op.opId, status: 'rejected', reason: 'This mirror cannot read the op.' };
    good.push(op);
    return null;
  });
  return { request: { clientId, inc, seen, ops: good }, acks };
}

/** Puts the store's acks where `parsePush` left room for them. */
export function mergeAcks(places: ParsedPush['acks'], stored: readonly Ack[]): Ack[] {
  let next = 0;
  return places.flatMap((place) => place ?? stored[next++] ?? []);
}

function isEnvelope(value: unknown): value is v.InferOutput<typeof envelopeSchema> {
  return v.safeParse(envelopeSchema, value).success;
}

function isOp(value: unknown): value is Op {
  return v.safeParse(opSchema, value).success;
}
