import { describe, expect, it } from 'vitest';
import { answerOf, openPractice, typesOf, type Frame } from './open-practice.ts';

const tokens = { streaming: true, stream_tokens: true };
const background = { ...tokens, background: true };
const user = (content: string, otid: string): object => ({ messages: [{ role: 'user', content, otid }] });
const seqs = (frames: readonly Frame[]): unknown[] =>
  frames.map(({ item }) => item?.['seq_id']).filter(Number);
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('a background turn', () => {
  it('numbers its frames from 1, also those that do not carry their number', async () => {
    await using practice = await openPractice();
    const conversation = await practice.createConversation();
    const send = { ...user('needs approval', 'o-1'), ...background };
    await practice.stream(`/v1/conversations/${conversation}/messages`, send);
    const failed = await practice.stream(`/v1/conversations/${conversation}/messages`, {
      input: 'Hi',
      ...background,
    });
    expect(failed.map(({ item }) => item?.['seq_id'])).toEqual([1, undefined, 3]);
  });

  it('resumes after the last number, while it runs and when it is over, by otid and by run', async () => {
    await using practice = await openPractice({ paceMs: 5 });
    const conversation = await practice.createConversation();
    const path = `/v1/conversations/${conversation}`;
    const first = await practice.stream(
      `${path}/messages`,
      { ...user('long 80', 'o-1'), ...background },
      { frames: 10 },
    );
    const rest = await practice.stream(`${path}/stream`, { otid: 'o-1', starting_after: 10 });
    expect(seqs(rest)[0]).toBe(11);
    expect(typesOf(rest).slice(-3)).toEqual(['stop_reason', 'usage_statistics', 'DONE']);
    expect((answerOf(first) + answerOf(rest)).match(/\S+/g)).toHaveLength(80);

    const runId = String(first[0]?.item?.['run_id']);
    const again = await practice.stream(`/v1/runs/${runId}/stream`, { starting_after: 10 });
    expect(seqs(again)).toEqual(seqs(rest));
    const run = await practice.call('GET', `/v1/runs/${runId}`);
    expect(run.body).toMatchObject({ status: 'completed', stop_reason: 'end_turn', background: true });
  });

  it('is re-attached, not sent twice, when the same otid is posted again', async () => {
    await using practice = await openPractice({ paceMs: 5 });
    const conversation = await practice.createConversation();
    const path = `/v1/conversations/${conversation}/messages`;
    const send = { ...user('long 40', 'o-1'), ...background };
    await practice.stream(path, send, { frames: 5 });
    const second = await practice.stream(path, send);
    const third = await practice.stream(path, send);
    expect(third).toEqual(second);
    expect(seqs(second)[0]).toBe(1);
    const types = practice.agent.history(conversation).map((item) => item['message_type']);
    expect(types.filter((type) => type === 'user_message')).toHaveLength(1);
  });

  it('holds its conversation: another send is answered with 409 and the run to attach to', async () => {
    await using practice = await openPractice({ paceMs: 20 });
    const conversation = await practice.createConversation();
    const path = `/v1/conversations/${conversation}`;
    const [ping] = await practice.stream(
      `${path}/messages`,
      { ...user('long 200', 'o-1'), ...background },
      { frames: 1 },
    );
    const busy = await practice.call('POST', `${path}/messages`, { ...user('me too', 'o-2'), ...background });
    expect(busy.status).toBe(409);
    expect(busy.body.run_id).toBe(ping?.item?.['run_id']);
    expect(busy.body.detail).toContain('is currently being processed for this conversation');
    const active = await practice.call(
      'GET',
      `/v1/runs/?conversation_id=${conversation}&active=true&limit=5`,
    );
    expect(active.body.map((run: { id: string }) => run.id)).toEqual([busy.body.run_id]);
    await practice.call('POST', `${path}/cancel`);
  });

  it('keeps the user message and the part that was said when it is cancelled', async () => {
    await using practice = await openPractice({ paceMs: 10 });
    const conversation = await practice.createConversation();
    const path = `/v1/conversations/${conversation}`;
    const once = (): Promise<unknown> => practice.call('POST', `${path}/cancel`);
    const frames = await practice.stream(
      `${path}/messages`,
      { ...user('long 900', 'o-1'), ...background },
      { once },
    );
    expect(frames.at(-1)?.item).toBeNull();
    expect(frames.at(-2)?.item).toEqual({ message_type: 'stop_reason', stop_reason: 'cancelled' });
    const history = practice.agent.history(conversation);
    expect(history.at(-1)?.['content']).toBe(answerOf(frames));
    expect(history.some((item) => item['otid'] === 'o-1')).toBe(true);
    expect((await practice.call('POST', `${path}/cancel`)).status).toBe(409);
  });

  it('cannot be resumed after its stream has expired', async () => {
    await using practice = await openPractice({ streamLifeMs: 0 });
    const conversation = await practice.createConversation();
    const path = `/v1/conversations/${conversation}`;
    await practice.stream(`${path}/messages`, { ...user('Hi', 'o-1'), ...background });
    await wait(5);
    expect((await practice.call('POST', `${path}/stream`, { otid: 'o-1' })).status).toBe(410);
  });

  it('stays a run that another connection can hear to its end when the first is cut', async () => {
    await using practice = await openPractice();
    const conversation = await practice.createConversation();
    const path = `/v1/conversations/${conversation}`;
    const send = { ...user('long 60 and cut', 'o-1'), ...background };
    await expect(practice.stream(`${path}/messages`, send)).rejects.toThrow();
    const whole = await practice.stream(`${path}/stream`, { otid: 'o-1' });
    expect(answerOf(whole).match(/\S+/g)).toHaveLength(60);
  });
});

describe('a foreground turn', () => {
  it('carries no numbers and cannot be resumed', async () => {
    await using practice = await openPractice();
    const conversation = await practice.createConversation();
    const path = `/v1/conversations/${conversation}`;
    const frames = await practice.stream(`${path}/messages`, { ...user('Hi', 'o-1'), ...tokens });
    expect(seqs(frames)).toEqual([]);
    const resumed = await practice.call('POST', `/v1/runs/${String(frames[0]?.item?.['run_id'])}/stream`, {});
    expect(resumed.status).toBe(400);
    expect(resumed.body.detail).toContain('not created in background mode');
    const none = await practice.call('POST', `${path}/stream`, {});
    expect(none.body.detail).toContain('No active runs found');
  });

  it('posted again with the same otid makes a second user message', async () => {
    await using practice = await openPractice();
    const conversation = await practice.createConversation();
    const path = `/v1/conversations/${conversation}/messages`;
    for (let at = 0; at < 2; at += 1) await practice.stream(path, { ...user('Hi', 'o-1'), ...tokens });
    expect(practice.agent.history(conversation).filter((item) => item['otid'] === 'o-1')).toHaveLength(2);
  });

  it('goes on when nobody listens any more, and is stored', async () => {
    await using practice = await openPractice({ paceMs: 5 });
    const conversation = await practice.createConversation();
    const path = `/v1/conversations/${conversation}/messages`;
    await practice.stream(path, { ...user('long 60', 'o-1'), ...tokens }, { frames: 3 });
    const stored = (): string =>
      JSON.stringify(practice.agent.history(conversation).at(-1)?.['content'] ?? '');
    const words = (): number => stored().split(/\s|\\n\\n/).length;
    await expect.poll(words, { timeout: 8000 }).toBe(60);
  });

  it('leaves nothing behind when it is cancelled or fails', async () => {
    await using practice = await openPractice({ paceMs: 10 });
    const conversation = await practice.createConversation();
    const path = `/v1/conversations/${conversation}`;
    const once = (): Promise<unknown> => practice.call('POST', `${path}/cancel`);
    const frames = await practice.stream(
      `${path}/messages`,
      { ...user('long 900', 'o-1'), ...tokens },
      { once },
    );
    expect(frames.at(-1)?.item).toEqual({ message_type: 'stop_reason', stop_reason: 'cancelled' });
    await practice.stream(`${path}/messages`, { ...user('fail late 500', 'o-2'), ...tokens });
    expect(practice.agent.history(conversation)).toEqual([]);
  });

  it('repeats a ping while nothing comes, but not while it is stalled', async () => {
    await using practice = await openPractice({ keepaliveMs: 40 });
    const conversation = await practice.createConversation();
    const path = `/v1/conversations/${conversation}/messages`;
    const paced = await practice.stream(path, { input: 'slow 2', ...background });
    const pings = paced.filter(({ item }) => item?.['message_type'] === 'ping');
    expect(pings.length).toBeGreaterThan(3);
    const at = paced.findIndex((frame, index) => index > 0 && frame.item?.['message_type'] === 'ping');
    expect(paced[at]?.item?.['seq_id']).toBe(paced[at - 1]?.item?.['seq_id']);
    const stalled = await practice.stream(path, { input: 'stall 1', ...background });
    expect(stalled.filter(({ item }) => item?.['message_type'] === 'ping')).toHaveLength(1);
  });
});

describe('a turn that is not streamed', () => {
  it('answers with all messages at once', async () => {
    await using practice = await openPractice();
    const path = `/v1/conversations/${await practice.createConversation()}/messages`;
    const { body } = await practice.call('POST', path, { input: 'use a tool', streaming: false });
    const types = body.messages.map((item: { message_type: string }) => item.message_type);
    expect(types).toEqual(['tool_call_message', 'tool_return_message', 'assistant_message']);
    expect(body.stop_reason.stop_reason).toBe('end_turn');
  });

  it.each([
    ['fail 402', 402, 'llm_insufficient_credits'],
    ['fail 429', 429, 'llm_rate_limit'],
    ['fail 500', 500, 'llm_error'],
    ['fail timeout', 504, 'llm_timeout'],
  ])('"%s" is HTTP %i', async (input, status, type) => {
    await using practice = await openPractice();
    const path = `/v1/conversations/${await practice.createConversation()}/messages`;
    const answer = await practice.call('POST', path, { input, streaming: false });
    expect(answer.status).toBe(status);
    expect(answer.body.error.type).toBe(type);
  });

  it('is 409 with the pending request while a tool call waits', async () => {
    await using practice = await openPractice();
    const path = `/v1/conversations/${await practice.createConversation()}/messages`;
    const asked = await practice.call('POST', path, { input: 'needs approval', streaming: false });
    const refused = await practice.call('POST', path, { input: 'Hi', streaming: false });
    expect(refused.status).toBe(409);
    expect(refused.body.detail.code).toBe('PENDING_APPROVAL');
    expect(refused.body.detail.pending_request_id).toBe(asked.body.messages.at(-1).id);
  });
});
