import { describe, expect, it } from 'vitest';
import { openPractice, typesOf } from './open-practice.ts';

const browser = { 'user-agent': 'Mozilla/5.0 (X11) Chrome/140' };
const sdk = { ...browser, 'x-stainless-package-version': '1.12.1' };

describe('the practice agent', () => {
  it('says that it is one: in the health answer, in a header and in its name', async () => {
    await using practice = await openPractice();
    const health = await practice.call('GET', '/v1/health/');
    expect(health.body).toEqual({ version: '0.16.8', status: 'ok', practice: true });
    expect(health.headers.get('x-practice-agent')).toBe('1');
    const agents = await practice.call('GET', '/v1/agents/?limit=1');
    expect(agents.body).toMatchObject([{ id: practice.agent.agentId, name: 'Practice agent' }]);
    expect((await practice.call('GET', '/v1/models/')).body).toHaveLength(1);
  });

  it('sends collections without their slash to the slashed address', async () => {
    await using practice = await openPractice();
    const moved = await fetch(`${practice.agent.url}/v1/agents?limit=1`, { redirect: 'manual' });
    expect(moved.status).toBe(307);
    expect(moved.headers.get('location')).toBe(`${practice.agent.url}/v1/agents/?limit=1`);
  });

  it('has no allowance for an extension, and one for the origins on its list', async () => {
    await using practice = await openPractice();
    const path = '/v1/agents/';
    const foreign = await practice.call('GET', path, undefined, {
      headers: { origin: 'chrome-extension://abc' },
    });
    expect([foreign.status, foreign.headers.get('access-control-allow-origin')]).toEqual([200, null]);
    const ask = (origin: string): Promise<Response> =>
      fetch(practice.agent.url + path, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      });
    const refused = await ask('chrome-extension://abc');
    expect([refused.status, await refused.text()]).toEqual([400, 'Disallowed CORS origin']);
    expect((await ask('https://app.letta.com')).headers.get('access-control-allow-origin')).toBe(
      'https://app.letta.com',
    );
  });

  it('wants the password for all but health', async () => {
    await using practice = await openPractice({ password: 'pw' });
    const status = async (headers: Record<string, string>): Promise<number> =>
      (await practice.call('GET', '/v1/agents/', undefined, { headers })).status;
    expect((await practice.call('GET', '/v1/health/')).status).toBe(200);
    expect((await practice.call('GET', '/v1/agents/')).body).toEqual({ detail: 'Unauthorized' });
    expect(await status({ authorization: 'Bearer no' })).toBe(401);
    expect(await status({ authorization: 'Bearer pw' })).toBe(200);
    expect(await status({ 'x-bare-password': 'password pw' })).toBe(200);
  });

  it('streams the agent route to a browser only when it says that it is an SDK', async () => {
    await using practice = await openPractice();
    const path = `/v1/agents/${practice.agent.agentId}/messages`;
    const body = { input: 'Hi', streaming: true };
    const refused = await practice.call('POST', path, body, { headers: browser });
    expect(refused.status).toBe(422);
    expect(refused.body.detail).toBe('streaming=true is only supported for SDK v1.0+ clients.');
    expect((await practice.call('POST', path, body, { headers: sdk, loose: true })).status).toBe(200);
    const alias = await practice.call('POST', `${path}/stream`, body, { headers: browser, loose: true });
    expect(alias.body).toContain('data: [DONE]');
  });

  it.each([
    ['POST', '/v1/conversations/conv-1/stream', undefined, 500],
    ['GET', '/v1/conversations/conv-1/stream', undefined, 405],
    ['GET', '/v1/runs/run-1/stream', undefined, 405],
    ['GET', '/v1/runs/run-1', undefined, 404],
    ['GET', '/v1/agents/agent-0', undefined, 404],
    ['GET', '/v1/conversations/conv-1', undefined, 404],
    ['POST', '/v1/conversations/conv-1/fork', undefined, 404],
    ['POST', '/v1/conversations/', undefined, 422],
    ['GET', '/v1/agents/?limit=many', undefined, 422],
    ['GET', '/v2/', undefined, 404],
  ])('answers %s %s with %o as %i', async (method, path, body, status) => {
    await using practice = await openPractice();
    const answer = await practice.call(method, path, body, { loose: true });
    expect(answer.status).toBe(status);
    expect(answer.body.detail).toBeTypeOf('string');
    expect(answer.headers.get('x-practice-agent')).toBe('1');
  });

  it('refuses an empty or misshapen message', async () => {
    await using practice = await openPractice();
    const path = `/v1/conversations/${await practice.createConversation()}/messages`;
    const empty = await practice.call('POST', path, { messages: [] });
    expect([empty.status, empty.body.detail]).toEqual([422, 'Messages must not be empty']);
    expect((await practice.call('POST', path, { messages: [{ content: 1 }] }, { loose: true })).status).toBe(
      422,
    );
  });

  it('without Redis has no background mode, no resume and no lock', async () => {
    await using practice = await openPractice({ redis: false, paceMs: 10 });
    const path = `/v1/conversations/${await practice.createConversation()}`;
    const refused = await practice.call('POST', `${path}/messages`, { input: 'Hi', background: true });
    expect(refused.status).toBe(503);
    expect(refused.body.detail).toContain('Background streaming requires Redis');
    expect((await practice.call('POST', `${path}/stream`, {})).status).toBe(503);
    const both = await Promise.all(
      ['one', 'two'].map((input) => practice.stream(`${path}/messages`, { input, stream_tokens: true })),
    );
    expect(both.map((frames) => typesOf(frames).at(-1))).toEqual(['DONE', 'DONE']);
  });

  it('as an old server has no conversations, and answers on the agent route', async () => {
    await using practice = await openPractice({ conversations: false });
    const list = await practice.call('GET', `/v1/conversations/?agent_id=${practice.agent.agentId}`);
    expect([list.status, list.body]).toEqual([404, { detail: 'Not Found' }]);
    expect((await practice.call('GET', '/v1/health/')).body.version).toBe('0.14.1');
    const frames = await practice.stream(`/v1/agents/${practice.agent.agentId}/messages`, {
      input: 'Hi',
      streaming: true,
    });
    expect(typesOf(frames)).toEqual(['ping', 'assistant_message', 'stop_reason', 'usage_statistics', 'DONE']);
    expect(practice.agent.history(null).at(-1)?.['message_type']).toBe('assistant_message');
  });

  it('whose model does not stream tokens sends whole messages all the same', async () => {
    await using practice = await openPractice({ steps: true });
    const path = `/v1/conversations/${await practice.createConversation()}/messages`;
    const frames = await practice.stream(path, { input: 'Hi', stream_tokens: true });
    expect(frames).toHaveLength(5);
  });

  it('fails where it is told to, as often as it is told to', async () => {
    await using practice = await openPractice({ faults: [{ when: 'send', how: 503, times: 1 }] });
    const path = `/v1/conversations/${await practice.createConversation()}/messages`;
    expect((await practice.call('POST', path, { input: 'Hi' })).status).toBe(503);
    expect((await practice.stream(path, { input: 'Hi' })).length).toBe(5);
    practice.agent.setFaults([{ when: 'stream', after: 3, how: 'cut', times: 1 }]);
    await expect(practice.stream(path, { input: 'long 20', stream_tokens: true })).rejects.toThrow();
    practice.agent.setFaults([{ when: 'stream', after: 3, how: 'end' }]);
    expect(
      await practice.stream(path, { input: 'long 20', stream_tokens: true, background: true }),
    ).toHaveLength(3);
    practice.agent.setFaults([{ when: 'history', how: 'cut' }]);
    await expect(practice.call('GET', path)).rejects.toThrow();
  });

  it('takes faults from another process only when asked to', async () => {
    const body = { faults: [{ when: 'agents', how: 429 }] };
    await using closed = await openPractice();
    expect((await closed.call('POST', '/__practice/faults', body, { loose: true })).status).toBe(404);
    await using open = await openPractice({ control: true });
    expect((await open.call('POST', '/__practice/faults', body, { loose: true })).status).toBe(200);
    const limited = await open.call('GET', '/v1/agents/');
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '2']);
  });
});
