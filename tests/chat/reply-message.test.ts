import { expect, test } from 'vitest';
import * as v from 'valibot';
import { messageSchema } from '../../utils/chat/message.ts';
import { toReply } from '../../utils/chat/reply-message.ts';
import { emptyReply, type Turn } from '../../utils/chat/turn.ts';

const turn: Turn = {
  id: '01990000-0000-7000-8000-000000000001',
  sessionId: '01990000-0000-7000-8000-000000000002',
  replyId: '01990000-0000-7000-8000-000000000003',
  replyHlc: 'hlc-2',
  binding: { agentId: 'agent-1', agentName: 'Ada', conversationId: null },
  state: 'streaming',
  background: true,
  requestId: '01990000-0000-7000-8000-000000000001',
  decisions: [],
  reply: {
    ...emptyReply,
    parts: [
      { type: 'reasoning', key: 'r', text: ' \n', whole: true, startedAt: null, endedAt: null },
      { type: 'text', key: 't', text: 'Hello', whole: true },
      { type: 'tool', callId: 'c', name: 'find', args: '{}', state: 'done', result: '' },
    ],
  },
  startedAt: 5,
  updatedAt: 9,
};

test('the answer of a turn is a message that the mirror takes, named after the agent', () => {
  const reply = toReply({ turn, status: 'final', trouble: null });
  expect(v.parse(messageSchema, reply)).toEqual(reply);
  expect(reply).toMatchObject({
    id: turn.replyId,
    replyTo: turn.id,
    author: 'Ada',
    hlc: 'hlc-2',
    createdAt: 5,
  });
  expect(toReply({ turn, author: 'Grace', status: 'final', trouble: null }).author).toBe('Grace');
});

test('thoughts of nothing but spaces are left out, tools stay', () => {
  const { parts } = toReply({ turn, status: 'interrupted', trouble: null });
  expect(parts.map(({ type }) => type)).toEqual(['text', 'tool']);
});
