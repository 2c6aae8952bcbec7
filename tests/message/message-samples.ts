import type { Message, Part, ToolPart, Trouble } from '../../utils/chat/message.ts';

const answer: Message = {
  id: '01990000-0000-7000-8000-000000000001',
  sessionId: '01990000-0000-7000-8000-0000000000aa',
  role: 'assistant',
  author: 'Career agent',
  hlc: '0199a0000000.0000.aaaaaaaa',
  createdAt: Date.UTC(2026, 10, 22, 14, 2),
  parts: [],
  status: 'final',
  trouble: null,
  replyTo: null,
  variantOf: null,
  origin: null,
};

export function textPart(text: string): Part {
  return { type: 'text', key: 'assistant_message|1', text, whole: true };
}

export function toolPart(over: Partial<ToolPart> = {}): Part {
  return {
    type: 'tool',
    callId: 'call_1',
    name: 'search_jobs',
    args: '{"q":"rust"}',
    state: 'done',
    result: '3 found',
    ...over,
  };
}

/** An answer with these parts; `over` replaces anything else. */
export function answerWith(parts: readonly Part[], over: Partial<Message> = {}): Message {
  return { ...answer, parts: [...parts], ...over };
}

/** A message of the user's own. */
export function ownMessage(text: string, over: Partial<Message> = {}): Message {
  return {
    ...answer,
    id: '01990000-0000-7000-8000-000000000002',
    role: 'user',
    author: '',
    parts: [textPart(text)],
    ...over,
  };
}

export function troubleOf(reason: Trouble['reason'], over: Partial<Trouble> = {}): Trouble {
  return { reason, message: '', detail: '', retryAfterMs: null, ...over };
}
