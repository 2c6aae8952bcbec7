import { v5 } from 'uuid';
import * as v from 'valibot';
import { jsonSchema } from '../../utils/chat/json.ts';
import { wireMessageSchema, type Op, type WireMessage } from '../../utils/mirror/protocol.ts';
import type { WireJson } from './mirror-store.ts';

/** Of our own making, for sessions whose file name is not a UUID. */
const importNamespace = '6f0b5d0a-6c1c-4c5e-9a53-0e0a4f1d2b77';

const text = v.optional(v.nullable(v.string()));
const toolCallSchema = v.looseObject({
  id: text,
  tool_call_id: text,
  name: text,
  arguments: v.optional(v.unknown()),
  result: text,
  function: v.optional(v.looseObject({ name: text, arguments: v.optional(v.unknown()) })),
});
/** The original form; a tool's answer is a message of its own there (`role: tool`). */
const plainMessageSchema = v.looseObject({
  role: v.string(),
  content: v.optional(v.nullable(v.union([v.string(), v.array(v.looseObject({ type: v.string() }))]))),
  reasoning: text,
  tool_calls: v.optional(v.nullable(v.array(toolCallSchema))),
  tool_call_id: text,
});
type PlainMessage = v.InferOutput<typeof plainMessageSchema>;
type PlainToolCall = v.InferOutput<typeof toolCallSchema>;

const fileSchema = v.looseObject({
  messages: v.array(v.union([wireMessageSchema, plainMessageSchema])),
  timestamp: v.optional(v.nullable(v.union([v.string(), v.number()]))),
  id: v.optional(v.unknown()),
  title: text,
  registers: v.optional(v.record(v.string(), jsonSchema)),
});

const postingFileSchema = v.looseObject({
  timestamp: v.optional(v.nullable(v.union([v.string(), v.number()]))),
  registers: v.record(v.string(), jsonSchema),
});

export interface SessionImport {
  readonly session: string;
  readonly ops: readonly Op[];
}

/**
 * Reads a session file, of the original form or of ours, as ops with ids that follow from the file: taken
 * in twice it adds nothing. `id` is from the file's name, `modifiedAt` (epoch ms) stands in for a missing time.
 * @throws where the file is neither form.
 */
export function parseSessionFile(
  json: unknown,
  { id, modifiedAt }: { id: string; modifiedAt: number },
): SessionImport {
  const file = v.parse(fileSchema, json);
  const named = v.safeParse(v.pipe(v.string(), v.uuid()), file.id);
  const session = named.success ? named.output : sessionIdOf(id);
  const time = toTime(file.timestamp) ?? Math.floor(modifiedAt);
  const results = toolResults(file.messages);
  const messages = file.messages.flatMap((message, index): WireMessage[] => {
    const own = v.safeParse(wireMessageSchema, message);
    if (own.success) return [{ ...own.output, session }];
    const plain = v.parse(plainMessageSchema, message);
    return plain.role === 'user' || plain.role === 'assistant'
      ? [toMessage(plain, plain.role, { session, index, time, results })]
      : [];
  });
  const registers: Record<string, WireJson> = { ...file.registers };
  // Our own files name under `title` also what was only made up from the first words.
  if (file.registers === undefined && file.title) registers['title'] = file.title;
  return { session, ops: [...messages.map(toOp), ...toRegisterOps(registers, session, time)] };
}

/**
 * Reads the file of a saved posting, which is ours alone; see `parseSessionFile`.
 * @throws where it is none.
 */
export function parsePostingFile(
  json: unknown,
  { id, modifiedAt }: { id: string; modifiedAt: number },
): SessionImport {
  const { registers, timestamp } = v.parse(postingFileSchema, json);
  const session = v.parse(v.pipe(v.string(), v.uuid()), id);
  const time = toTime(timestamp) ?? Math.floor(modifiedAt);
  const ours = Object.entries(registers).filter(([field]) => field.startsWith('job.'));
  return { session, ops: toRegisterOps(Object.fromEntries(ours), session, time) };
}

/** The session's id for a file's: itself where it is a UUID, else always the same one. */
export function sessionIdOf(fileId: string): string {
  return v.safeParse(v.pipe(v.string(), v.uuid()), fileId).success ? fileId : v5(fileId, importNamespace);
}

interface Place {
  readonly session: string;
  readonly index: number;
  readonly time: number;
  readonly results: ReadonlyMap<string, string>;
}

function toMessage(plain: PlainMessage, role: 'user' | 'assistant', place: Place): WireMessage {
  const { session, index, time } = place;
  return {
    id: v5(`message ${index}`, session),
    session,
    hlc: toHlc(time, index),
    role,
    author: '',
    created_at: time,
    parts: toParts(plain, role, place),
    status: 'final',
    trouble: null,
    reply_to: null,
    variant_of: null,
    origin: null,
  };
}

function toParts(plain: PlainMessage, role: string, { index, results }: Place): WireMessage['parts'] {
  const key = role === 'user' ? 'own' : `import|${index}`;
  const parts: WireMessage['parts'] = [];
  if (plain.reasoning)
    parts.push({
      type: 'reasoning',
      key: `${key}|reasoning`,
      text: plain.reasoning,
      whole: true,
      startedAt: null,
      endedAt: null,
    });
  (plain.tool_calls ?? []).forEach((call, i) => parts.push(toToolPart(call, `${key}|${i}`, results)));
  const content = typeof plain.content === 'string' ? [{ type: 'text', text: plain.content }] : plain.content;
  for (const item of content ?? []) {
    const words = item['text'];
    if (item.type !== 'text' || typeof words !== 'string') parts.push(item);
    else if (words !== '') parts.push({ type: 'text', key, text: words, whole: true });
  }
  return parts;
}

function toToolPart(
  call: PlainToolCall,
  fallbackId: string,
  results: ReadonlyMap<string, string>,
): WireMessage['parts'][number] {
  const callId = call.id ?? call.tool_call_id ?? fallbackId;
  const args = call.function?.arguments ?? call.arguments ?? '';
  return {
    type: 'tool',
    callId,
    name: call.function?.name ?? call.name ?? '',
    args: typeof args === 'string' ? args : JSON.stringify(args),
    state: 'done',
    result: call.result ?? results.get(callId) ?? null,
  };
}

function toolResults(messages: readonly unknown[]): ReadonlyMap<string, string> {
  const results = new Map<string, string>();
  for (const message of messages) {
    const plain = v.safeParse(plainMessageSchema, message);
    if (!plain.success || plain.output.role !== 'tool') continue;
    const { tool_call_id: callId, content } = plain.output;
    if (callId && typeof content === 'string') results.set(callId, content);
  }
  return results;
}

function toOp(message: WireMessage): Op {
  return { opId: v5(`op ${message.id} ${message.status}`, message.session), t: 'msg', message };
}

function toRegisterOps(registers: Record<string, WireJson>, session: string, time: number): Op[] {
  return Object.entries(registers).map(([field, value]) => ({
    opId: v5(`register ${JSON.stringify([field, value])}`, session),
    t: 'reg',
    session,
    field,
    value,
    hlc: toHlc(time, 0),
  }));
}

/** Keeps the file's order: the message's index counts within the file's one point in time. */
function toHlc(time: number, index: number): string {
  const ms = Math.min(0xffff_ffff_ffff, Math.max(0, time) + Math.floor(index / 0x1_0000));
  const counter = index % 0x1_0000;
  return `${ms.toString(16).padStart(12, '0')}.${counter.toString(16).padStart(4, '0')}.import`;
}

/** Epoch ms of an ISO text or a number of seconds or milliseconds; null for anything else. */
function toTime(stamp: string | number | null | undefined): number | null {
  const value =
    typeof stamp === 'string' && !/^\d+(\.\d+)?$/.test(stamp) ? Date.parse(stamp) : Number(stamp ?? NaN);
  if (!Number.isFinite(value) || value < 0) return null;
  return Math.floor(value < 100_000_000_000 ? value * 1000 : value);
}
