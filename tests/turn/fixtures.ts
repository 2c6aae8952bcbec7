import { createId } from '../../utils/chat/id.ts';
import { replyIdOf } from '../../utils/chat/derived-id.ts';
import { emptyReply, type Turn } from '../../utils/chat/turn.ts';
import type { ServerFacts } from '../../utils/letta/letta-client.ts';

export const facts: ServerFacts = {
  dialect: 'self-hosted',
  version: '0.16.8',
  conversations: true,
  background: true,
  practice: false,
};

/** A turn in the background of a conversation, with its request out. */
export function makeTurn(patch: Partial<Turn> = {}): Turn {
  const id = createId();
  return {
    id,
    sessionId: createId(),
    replyId: replyIdOf(id),
    replyHlc: '000000000001.0000.a',
    binding: { agentId: 'agent-1', agentName: 'Ada', conversationId: 'conv-1' },
    state: 'sending',
    background: true,
    requestId: id,
    decisions: [],
    reply: emptyReply,
    startedAt: 1,
    updatedAt: 2,
    ...patch,
  };
}

/** Said so far: some text. */
export const someText: Turn['reply'] = {
  ...emptyReply,
  runId: 'run-1',
  cursors: { 'run-1': 4 },
  parts: [{ type: 'text', key: 'assistant_message|1', text: 'So far', whole: false }],
};

/** A tool call that waits for the user. */
export const askedFor: Turn['reply'] = {
  ...emptyReply,
  stop: 'requires_approval',
  parts: [{ type: 'tool', callId: 'call_1', name: 't', args: '{}', state: 'approval', result: null }],
};
