import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { answerOf, openPractice } from './open-practice.ts';

describe('agents, conversations and their history', () => {
  it('an agent is created with what it should know, and its memory can be read and changed', async () => {
    await using practice = await openPractice();
    const made = await practice.call('POST', '/v1/agents/', {
      name: 'Chatty',
      memory_blocks: [{ label: 'human', value: 'My name is Ada' }],
      include_base_tools: true,
    });
    const path = `/v1/agents/${made.body.id}`;
    const blocks = await practice.call('GET', `${path}/core-memory/blocks`);
    expect(blocks.body).toMatchObject([{ label: 'human', value: 'My name is Ada' }]);
    const asked = { input: 'What is my name?', agent_id: made.body.id };
    expect(answerOf(await practice.stream('/v1/conversations/default/messages', asked))).toContain(
      'Your name is Ada.',
    );
    const changed = await practice.call('PATCH', `${path}/core-memory/blocks/human`, {
      value: 'My name is Bo',
    });
    expect(changed.body.value).toBe('My name is Bo');
    expect((await practice.call('GET', `${path}/core-memory/blocks/nothing`)).status).toBe(404);
    expect((await practice.call('GET', '/v1/agents/?query_text=chat')).body).toHaveLength(1);
    const light = await practice.call('GET', '/v1/agents/', undefined, {
      headers: { 'x-stainless-package-version': '1.12.1' },
    });
    expect(light.body.map((agent: { blocks: unknown[] }) => agent.blocks)).toEqual([[], []]);
  });

  it('conversations are listed newest first, page by page, renamed and deleted', async () => {
    await using practice = await openPractice();
    const ids = [
      await practice.createConversation(),
      await practice.createConversation(),
      await practice.createConversation(),
    ];
    const list = async (query: string): Promise<string[]> => {
      const path = `/v1/conversations/?agent_id=${practice.agent.agentId}${query}`;
      return (await practice.call('GET', path)).body.map((row: { id: string }) => row.id);
    };
    expect(await list('')).toEqual(ids.toReversed());
    expect(await list('&order=asc&limit=2')).toEqual(ids.slice(0, 2));
    expect(await list(`&order=asc&after=${ids[1]}`)).toEqual(ids.slice(2));
    const renamed = await practice.call('PATCH', `/v1/conversations/${ids[0]}`, { summary: 'Rust jobs' });
    expect(renamed.body.summary).toBe('Rust jobs');
    expect(await list('&summary_search=rust')).toEqual([ids[0]]);
    expect((await practice.call('DELETE', `/v1/conversations/${ids[0]}`)).body).toBeNull();
    expect((await practice.call('GET', `/v1/conversations/${ids[0]}`)).status).toBe(404);
    expect(await list('')).not.toContain(ids[0]);
  });

  it('a conversation lists its groups newest first, an agent its newest page ascending', async () => {
    await using practice = await openPractice();
    const conversation = await practice.createConversation();
    const path = `/v1/conversations/${conversation}/messages`;
    for (const input of ['one', 'two', 'three']) await practice.stream(path, { input, stream_tokens: true });
    const list = async (from: string): Promise<string[]> =>
      (await practice.call('GET', from)).body.map((item: { message_type: string }) => item.message_type);
    expect(await list(`${path}?limit=2`)).toEqual(['reasoning_message', 'assistant_message', 'user_message']);
    expect(await list(`/v1/agents/${practice.agent.agentId}/messages?limit=2`)).toEqual([
      'user_message',
      'reasoning_message',
      'assistant_message',
    ]);
    const users = (await practice.call('GET', `${path}?include_return_message_types=user_message`)).body;
    expect(users.map((item: { content: string }) => item.content)).toEqual(['three', 'two', 'one']);
    const older = (await practice.call('GET', `${path}?before=${users[1].id}&limit=1`)).body;
    expect(older.at(-1).message_type).toBe('assistant_message');
    const newer = (await practice.call('GET', `${path}?after=${users[1].id}&order=asc&limit=1`)).body;
    expect(newer[0].message_type).toBe('reasoning_message');
    const own = await practice.call(
      'GET',
      `/v1/agents/${practice.agent.agentId}/messages?conversation_id=default`,
    );
    expect(own.body.map((item: { message_type: string }) => item.message_type)).toEqual(['system_message']);
    expect(
      (await practice.call('GET', `/v1/agents/${practice.agent.agentId}/messages?before=message-0`)).status,
    ).toBe(404);
    expect((await practice.call('GET', `${path}?before=message-0`)).status).toBe(200);
  });

  it('outlive a restart where there is a data folder, but for a turn under way', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'practice-'));
    try {
      const before = await openPractice({ dataDir });
      const conversation = await before.createConversation();
      const path = `/v1/conversations/${conversation}/messages`;
      await before.stream(path, { input: 'my name is Ada' });
      const slow = { input: 'slow 60', stream_tokens: true, background: true };
      await before.stream(path, slow, { frames: 2 });
      await before.agent.close();
      await using after = await openPractice({ dataDir });
      expect(after.agent.agentId).toBe(before.agent.agentId);
      expect(answerOf(await after.stream(path, { input: 'who am I?' }))).toContain('Your name is Ada.');
      expect(
        after.agent.history(conversation).filter((item) => item['message_type'] === 'user_message'),
      ).toHaveLength(2);
    } finally {
      rmSync(dataDir, { recursive: true });
    }
  });
});
