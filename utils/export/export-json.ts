import * as v from 'valibot';
import { textOf, type Message } from '../chat/message.ts';
import { bindingSchema, lineageSchema, sessionPostingSchema, tagLength } from '../chat/session.ts';
import { wireMessageSchema } from '../mirror/protocol.ts';
import { fromWire, toWire } from '../store/wire.ts';
import type { ExportSource } from './to-export-file.ts';

const exportFormat = 'talentscout-session';

const sessionSchema = v.object({
  id: v.pipe(v.string(), v.uuid()),
  title: v.string(),
  titleByUser: v.boolean(),
  binding: v.nullable(bindingSchema),
  createdAt: v.number(),
  lastAt: v.number(),
  // Absent in files of earlier releases.
  posting: v.optional(v.nullable(sessionPostingSchema)),
  lineage: v.optional(v.nullable(lineageSchema)),
  pinned: v.optional(v.boolean()),
  archived: v.optional(v.boolean()),
  tags: v.optional(v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(tagLength)))),
});

/**
 * One chat as a JSON document, version 1:
 *
 *   {"format": "talentscout-session", "version": 1,
 *    "id", "title", "timestamp" (ISO 8601 of the newest message),
 *    "session":  {id, title, titleByUser, binding: {agentId, agentName, conversationId} | null, createdAt, lastAt,
 *                 posting: SessionPosting | null, lineage: Lineage | null, pinned, archived, tags: [text]},
 *    "messages": [{role, content, reasoning, tool_calls,    the original form, for other tools
 *                  id, session, hlc, author, created_at, parts, status, trouble, reply_to, variant_of, origin}]}
 *
 * The second line of a message is the wire form and all that is read back; `content`, `reasoning` and
 * `tool_calls` repeat what `parts` hold. Of a trouble only the reason is kept: the server's own words may
 * name its address.
 */
const documentSchema = v.object({
  format: v.literal(exportFormat),
  version: v.literal(1),
  session: sessionSchema,
  messages: v.array(wireMessageSchema),
});

function toOriginalForm({ parts }: Message): object {
  const reasoning = parts.flatMap((part) => (part.type === 'reasoning' ? [part.text] : [])).join('\n\n');
  const calls = parts.flatMap((part) =>
    part.type === 'tool'
      ? [
          {
            id: part.callId,
            type: 'function',
            function: { name: part.name, arguments: part.args },
            result: part.result,
          },
        ]
      : [],
  );
  return {
    content: textOf({ parts }),
    reasoning: reasoning === '' ? null : reasoning,
    tool_calls: calls.length === 0 ? null : calls,
  };
}

function withoutServerWords({ trouble, ...message }: Message): Message {
  return { ...message, trouble: trouble && { ...trouble, message: '', detail: '' } };
}

/** Writes the document; see its schema above. */
export function toJson({ session, messages }: ExportSource): string {
  const { id, title, titleByUser, binding, createdAt, lastAt } = session;
  const { posting, lineage, pinned, archived, tags } = session;
  const document = {
    format: exportFormat,
    version: 1,
    id,
    title,
    timestamp: toIso(lastAt),
    session: { id, title, titleByUser, binding, createdAt, lastAt, posting, lineage, pinned, archived, tags },
    messages: messages.map((message) => {
      const { role, ...rest } = toWire(withoutServerWords(message));
      return { role, ...toOriginalForm(message), ...rest };
    }),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function toIso(at: number): string | null {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** Reads back what `toJson` wrote; null where the text is no such document. */
export function parseExport(text: string): ExportSource | null {
  return parseExportDocument(parseJson(text));
}

/** The same for what JSON it is. */
export function parseExportDocument(value: unknown): ExportSource | null {
  const parsed = v.safeParse(documentSchema, value);
  if (!parsed.success) return null;
  return { session: parsed.output.session, messages: parsed.output.messages.map(fromWire) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
