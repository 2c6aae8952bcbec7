import { describe, expect, it } from 'vitest';
import { answerOf, openPractice, type Practice } from './open-practice.ts';

const steps = { streaming: true };

async function ask(
  practice: Practice,
  words: string,
  more: object = {},
): Promise<{ path: string; ids: string[] }> {
  const path = `/v1/conversations/${await practice.createConversation()}/messages`;
  const frames = await practice.stream(path, { input: words, ...steps, ...more });
  const calls = frames.find(({ item }) => item?.['message_type'] === 'approval_request_message')?.item?.[
    'tool_calls'
  ];
  const ids = Array.isArray(calls) ? calls.map((call) => String(call.tool_call_id)) : [];
  return { path, ids };
}
const decide = (approvals: readonly object[], ...more: object[]): object => ({
  messages: [{ type: 'approval', approvals }, ...more],
  ...steps,
});
const approval = (id: string | undefined, approve: boolean): object => ({
  type: 'approval',
  tool_call_id: id,
  approve,
});

describe('tool calls that need the user', () => {
  it('are carried out when approved, and the answer tells what the tool said', async () => {
    await using practice = await openPractice();
    const { path, ids } = await ask(practice, 'this needs approval');
    const frames = await practice.stream(path, { ...decide([approval(ids[0], true)]), stream_tokens: true });
    const returned = frames.find(({ item }) => item?.['message_type'] === 'tool_return_message')?.item;
    expect(returned).toMatchObject({ status: 'success', tool_return: 'did it', tool_call_id: ids[0] });
    expect(answerOf(frames)).toContain('did it');
  });

  it('two at once are answered together, or not at all', async () => {
    await using practice = await openPractice();
    const { path, ids } = await ask(practice, 'two approvals');
    expect(ids).toHaveLength(2);
    const half = await practice.stream(path, decide([approval(ids[0], true)]));
    expect(half.at(-2)?.item?.['detail']).toBe(
      `Invalid tool call IDs. Expected '['${ids[0]}', '${ids[1]}']', but received '['${ids[0]}']'.`,
    );
    const both = await practice.stream(path, decide([approval(ids[0], true), approval(ids[1], false)]));
    const returned = both.find(({ item }) => item?.['message_type'] === 'tool_return_message')?.item;
    expect(returned?.['tool_returns']).toMatchObject([{ status: 'success' }, { status: 'error' }]);
  });

  it('are denied together with the next words of the user', async () => {
    await using practice = await openPractice();
    const { path, ids } = await ask(practice, 'needs approval');
    const words = { role: 'user', content: 'never mind, make a list', otid: 'o-2' };
    const frames = await practice.stream(path, decide([approval(ids[0], false)], words));
    expect(answerOf(frames)).toContain('- [x]');
    const history = await practice.call('GET', `${path}?order=asc`);
    expect(history.body.map((item: { message_type: string }) => item.message_type).slice(2)).toEqual([
      'approval_request_message',
      'approval_response_message',
      'tool_return_message',
      'user_message',
      'assistant_message',
    ]);
  });

  it('take the same answer again, but none when nothing waits', async () => {
    await using practice = await openPractice();
    const { path, ids } = await ask(practice, 'needs approval');
    await practice.stream(path, decide([approval(ids[0], true)]));
    const again = await practice.stream(path, decide([approval(ids[0], true)]));
    expect(again.at(-1)?.item).toBeNull();
    expect(answerOf(again)).toContain('did it');
    const wrong = await practice.stream(path, decide([approval('call_0', true)]));
    expect(wrong.at(-2)?.item?.['detail']).toContain('No tool call is currently awaiting approval');
  });

  it('are found after a restart of the client by the last message in context', async () => {
    await using practice = await openPractice();
    const { path } = await ask(practice, 'needs approval');
    const row = await practice.call('GET', path.replace('/messages', ''));
    const last = await practice.call('GET', `/v1/messages/${row.body.in_context_message_ids.at(-1)}`);
    expect(last.body.at(-1).message_type).toBe('approval_request_message');
    const cancelled = await practice.call('POST', path.replace('/messages', '/cancel'));
    expect(cancelled.status).toBe(409);
  });

  it('show on the agent itself only for its own thread', async () => {
    await using practice = await openPractice();
    const { agentId } = practice.agent;
    await ask(practice, 'needs approval');
    const path = `/v1/agents/${agentId}?include=agent.pending_approval`;
    expect((await practice.call('GET', path)).body.pending_approval).toBeNull();
    const body = { agent_id: agentId, input: 'needs approval', streaming: false };
    await practice.call('POST', '/v1/conversations/default/messages', body);
    expect((await practice.call('GET', path)).body.pending_approval.tool_call.name).toBe('danger');
  });

  it('the page is read only by a client that offers the tool', async () => {
    await using practice = await openPractice();
    const tool = { name: 'read_job_page', description: 'Reads.', parameters: { type: 'object' } };
    expect((await ask(practice, 'read the page')).ids).toHaveLength(0);
    const { path, ids } = await ask(practice, 'read the page', { client_tools: [tool] });
    const posting = 'Title: Rust developer\nCompany: Ferris\nSalary: €70,000';
    const result = { type: 'tool', tool_call_id: ids[0], status: 'success', tool_return: posting };
    const frames = await practice.stream(path, decide([result]));
    expect(answerOf(frames)).toContain('| Company | Ferris |');
  });
});
