import * as v from 'valibot';
import { jsonSchema } from '../chat/json.ts';
import { createHlcClock, hlcTimeMs } from '../chat/hlc.ts';
import type { ImportLoss } from '../chat/import-file.ts';
import type { Message } from '../chat/message.ts';
import { registerFields, tagFieldOf, tagOfField } from '../chat/session.ts';
import { parseExportDocument } from '../export/export-json.ts';
import { wireMessageSchema } from '../mirror/protocol.ts';
import type { Json } from '../std/json.ts';
import { fromWire } from '../store/wire.ts';
import { type ImportedChat, messageLength } from './imported-chat.ts';
import { toTime } from './to-time.ts';

/** What the mirror writes of a session: `server/mirror/session-document.ts`. */
const mirrorSchema = v.object({
  id: v.pipe(v.string(), v.uuid()),
  title: v.optional(v.nullable(v.string())),
  timestamp: v.optional(v.unknown()),
  messages: v.array(wireMessageSchema),
  registers: v.record(v.string(), jsonSchema),
});

/** True for a chat that this product exported, or the mirror wrote. */
export function isOwn(value: Readonly<Record<string, unknown>>): boolean {
  return value['format'] === 'talentscout-session' || ('incarnation' in value && 'registers' in value);
}

/**
 * Reads a chat of ours as it was, ids and places included. Only what claims to be later than `now` (epoch
 * ms) is placed at its end instead. Null where the shape is another.
 */
export function parseOwn(value: unknown, now: number): ImportedChat | null {
  const source = parseExportDocument(value);
  if (source !== null) {
    const { session, messages } = source;
    return toOwnChat({ ...session, now, messages, fields: toFields(session) });
  }
  const mirror = v.safeParse(mirrorSchema, value);
  if (!mirror.success) return null;
  const { id, title, timestamp, messages, registers } = mirror.output;
  const known = Object.entries(registers).filter(([field]) => field !== 'deleted' && isKnownField(field));
  const createdAt = messages.reduce(
    (first, { created_at: at }) => Math.min(first, at),
    toTime(timestamp) ?? now,
  );
  const shown = title ?? '';
  return toOwnChat({
    id,
    title: shown,
    createdAt,
    now,
    messages: messages.map(fromWire),
    fields: Object.fromEntries(known),
  });
}

function isKnownField(field: string): boolean {
  return tagOfField(field) !== null || Object.hasOwn(registerFields, field);
}

type OwnSession = NonNullable<ReturnType<typeof parseExportDocument>>['session'];

function toFields(session: OwnSession): Record<string, Json> {
  const { titleByUser, title, binding, posting, lineage, pinned, archived, tags = [] } = session;
  const byTag = tags.flatMap((tag) => tagFieldOf(tag) ?? []);
  return {
    ...(titleByUser ? { title } : {}),
    ...(binding === null ? {} : { binding: { ...binding } }),
    ...(posting === null || posting === undefined ? {} : { posting: { ...posting } }),
    ...(lineage === null || lineage === undefined ? {} : { lineage: structuredClone(lineage) }),
    ...(pinned === true ? { pinned } : {}),
    ...(archived === true ? { archived } : {}),
    ...Object.fromEntries(byTag.map((field) => [field, true])),
  };
}

function toOwnChat(chat: {
  readonly id: string;
  readonly title: string;
  readonly createdAt: number;
  readonly now: number;
  readonly fields: Readonly<Record<string, Json>>;
  readonly messages: readonly Message[];
}): ImportedChat {
  const { id: sessionId, title, now, fields } = chat;
  const losses: ImportLoss[] = [];
  const byId = new Map(chat.messages.map((message) => [message.id, { ...settled(message), sessionId }]));
  const messages = [...byId.values()].filter((message) => {
    const fits = JSON.stringify(message).length <= messageLength;
    if (!fits) losses.push({ title, reason: 'too-long', count: 1 });
    return fits;
  });
  const createdAt = Math.max(0, Math.min(chat.createdAt, now));
  return {
    kind: 'talentscout',
    sessionId,
    title,
    createdAt,
    fields,
    messages: inOrder(messages, now),
    losses,
  };
}

/** No turn stands behind what comes from a file: it must not ask for an approval. */
function settled(message: Message): Message {
  const parts = message.parts.map((part) =>
    part.type === 'tool' && part.state === 'approval' ? { ...part, state: 'failed' as const } : part,
  );
  return { ...message, parts };
}

/** A place in the future would keep a message at the end for ever. */
function inOrder(messages: readonly Message[], now: number): Message[] {
  let last: string | null = null;
  return messages
    .toSorted((a, b) => (a.hlc === b.hlc ? compare(a.id, b.id) : compare(a.hlc, b.hlc)))
    .map((message) => {
      const late = hlcTimeMs(message.hlc) > now;
      last = late ? createHlcClock({ node: 'import', last, now: () => now }).next() : message.hlc;
      return { ...message, hlc: last, createdAt: Math.min(message.createdAt, now) };
    });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : 1;
}
