import Letta from '@letta-ai/letta-client';
import { describe, expect, it } from 'vitest';
import { openPractice } from './open-practice.ts';

function textOf(content: unknown): string {
  return typeof content === 'string' ? content : '';
}

describe('the official Letta SDK against the practice agent', () => {
  it('lists agents, creates a conversation, streams a turn, resumes its run and reads it back', async () => {
    await using practice = await openPractice();
    const letta = new Letta({ baseURL: practice.agent.url, apiKey: 'any', maxRetries: 0 });
    const agents = await letta.agents.list({ limit: 5 });
    expect(agents.items.map((agent) => agent.name)).toEqual(['Practice agent']);
    const conversation = await letta.conversations.create({ agent_id: practice.agent.agentId });

    const stream = await letta.conversations.messages.create(conversation.id, {
      messages: [{ role: 'user', content: 'long 12', otid: 'o-1' }],
      stream_tokens: true,
      background: true,
    });
    const types: string[] = [];
    let said = '';
    let runId = '';
    for await (const item of stream) {
      types.push(item.message_type ?? '');
      if (item.message_type === 'assistant_message') {
        said += textOf(item.content);
        runId = item.run_id ?? '';
      }
    }
    expect(said.match(/\S+/g)).toHaveLength(12);
    expect(types.slice(-2)).toEqual(['stop_reason', 'usage_statistics']);

    const resumed = await letta.runs.messages.stream(runId, { starting_after: types.length - 3 });
    const tail: unknown[] = [];
    for await (const item of resumed) tail.push(item);
    expect(tail).toHaveLength(3);
    expect((await letta.runs.retrieve(runId)).status).toBe('completed');
    const history = await letta.conversations.messages.list(conversation.id);
    expect(history.items.map((item) => item.message_type)).toContain('user_message');
  });

  it('cancels a turn', async () => {
    await using practice = await openPractice({ paceMs: 20 });
    const letta = new Letta({ baseURL: practice.agent.url, apiKey: 'any', maxRetries: 0 });
    const conversation = await letta.conversations.create({ agent_id: practice.agent.agentId });
    const stream = await letta.conversations.messages.create(conversation.id, {
      input: 'long 500',
      stream_tokens: true,
      background: true,
    });
    const reasons: unknown[] = [];
    let cancelled: unknown = null;
    for await (const item of stream) {
      if (item.message_type === 'assistant_message')
        cancelled ??= await letta.conversations.cancel(conversation.id);
      if (item.message_type === 'stop_reason') reasons.push(item.stop_reason);
    }
    expect(Object.values(Object(cancelled))).toEqual(['cancelled']);
    expect(reasons).toEqual(['cancelled']);
  });
});
