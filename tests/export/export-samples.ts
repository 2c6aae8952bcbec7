import fc from 'fast-check';
import type { Message, Part } from '../../utils/chat/message.ts';
import type { ExportOptions } from '../../utils/chat/export-file.ts';
import type { ExportSession } from '../../utils/export/to-export-file.ts';

export const session: ExportSession = {
  id: '01990000-0000-7000-8000-0000000000aa',
  title: 'Platform Engineer at Northwind',
  titleByUser: true,
  binding: { agentId: 'agent-1', agentName: 'Career agent', conversationId: 'conv-1' },
  createdAt: Date.UTC(2026, 10, 22, 12),
  lastAt: Date.UTC(2026, 10, 22, 12, 5),
};

export function withAll(format: ExportOptions['format']): ExportOptions {
  return { format, reasoning: true, toolCalls: true };
}

/** Any string at all, lone surrogates and control characters included. */
const text = fc.string({ unit: 'binary', maxLength: 60 });
const time = fc.option(fc.integer({ min: 0, max: 4e12 }));

const part: fc.Arbitrary<Part> = fc.oneof(
  fc.record({ type: fc.constant('text' as const), key: text, text, whole: fc.boolean() }),
  fc.record({
    type: fc.constant('reasoning' as const),
    key: text,
    text,
    whole: fc.boolean(),
    startedAt: time,
    endedAt: time,
  }),
  fc.record({
    type: fc.constant('tool' as const),
    callId: text,
    name: text,
    args: fc.oneof(text, fc.json()),
    state: fc.constantFrom('preparing', 'approval', 'running', 'done', 'failed', 'denied'),
    result: fc.option(text),
  }),
  fc.record({
    type: fc.constant('other' as const),
    // By way of JSON, which knows no negative zero.
    raw: fc.record({
      type: fc.constant('hologram'),
      data: fc.json().map((json): unknown => JSON.parse(json)),
    }),
  }),
);

/** Lone halves of a pair, which a JSON file must carry and a page must survive. */
const broken = fc.constantFrom('\ud800', 'a\udfffb', '\ud83d', '\u0000');

export const anyMessage: fc.Arbitrary<Message> = fc.record({
  id: fc.uuid(),
  sessionId: fc.constant(session.id),
  role: fc.constantFrom('user', 'assistant'),
  author: fc.oneof(text, broken),
  hlc: fc.integer({ min: 0, max: 2 ** 40 }).map((ms) => `${ms.toString(16).padStart(12, '0')}.0000.aaaaaaaa`),
  createdAt: fc.integer({ min: 0, max: 4e12 }),
  parts: fc.array(
    fc.oneof(
      part,
      broken.map((words): Part => ({ type: 'text', key: 'own', text: words, whole: true })),
    ),
    { maxLength: 5 },
  ),
  status: fc.constantFrom('final', 'interrupted', 'error'),
  trouble: fc.option(
    fc.record({
      reason: fc.constantFrom('cut', 'stopped', 'model-error'),
      message: fc.constant(''),
      detail: fc.constant(''),
      retryAfterMs: time,
    }),
  ),
  replyTo: fc.option(fc.uuid()),
  variantOf: fc.option(fc.uuid()),
  origin: fc.option(fc.record({ sessionId: text, messageId: text })),
});
