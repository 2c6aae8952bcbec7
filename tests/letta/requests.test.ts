import { describe, expect, test } from 'vitest';
import type { LettaClient, SendRequest, Thread } from '../../utils/letta/letta-client.ts';
import { createRestClient } from '../../utils/letta/rest-client.ts';
import { validateRequest } from '../fixtures/letta/openapi-validator.ts';
import { readRecording } from './fold-recording.ts';
import { createScriptedFetch, json, sse, type SeenRequest } from './scripted-fetch.ts';

const conversation: Thread = { agentId: 'agent-1', conversationId: 'conv-1' };
const single: Thread = { agentId: 'agent-1', conversationId: null };
const plain: SendRequest = {
  thread: conversation,
  text: 'Hello',
  decisions: [],
  otid: 'otid-1',
  background: true,
  clientTools: [],
};
const tool = {
  name: 'read_job_page',
  description: 'Reads it',
  parameters: { type: 'object', properties: {} },
};

function answer({ method, path }: SeenRequest): Response {
  if (path.startsWith('/v1/health/')) return json({ version: '0.16.8', status: 'ok' });
  if (path.endsWith('/stream') || (method === 'POST' && path.endsWith('/messages'))) {
    return sse(readRecording('text-turn-background-tokens.sse'));
  }
  if (path.endsWith('/cancel')) return json({ 'run-1': 'cancelled' });
  if (path === '/v1/models/')
    return json([{ handle: 'letta/letta-free', context_window: 9e6 }, { handle: 'a/b' }]);
  if (path.startsWith('/v1/models/embedding')) return json([{ handle: 'e/f' }]);
  if (path.startsWith('/v1/runs/run-1')) return json(JSON.parse(readRecording('run-completed.json')));
  if (method === 'GET') return json([]);
  return json(JSON.parse(readRecording('conversation-created.json')));
}

async function drain(events: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of events);
}

/** Runs one call and gives the requests it made. */
async function requestsOf(
  run: (client: LettaClient) => Promise<unknown>,
  baseUrl = 'http://letta.test',
): Promise<readonly SeenRequest[]> {
  const { fetch, seen } = createScriptedFetch(answer);
  await run(createRestClient({ baseUrl, apiKey: 'key', fetch }));
  return seen;
}

const deny = { callId: 'call_1', approve: false, reason: 'not now' };
const allow = { callId: 'call_2', approve: true, reason: '' };
const result = { callId: 'call_3', status: 'success', text: 'Job: Rust dev' } as const;
const resume = { otid: 'otid-1', startingAfter: 4 };

const calls: Readonly<Record<string, (client: LettaClient) => Promise<unknown>>> = {
  probe: (client) => client.probe(),
  'list agents': (client) => client.listAgents(),
  'create an agent': (client) => client.createAgent({ name: 'Ada', about: 'I am a nurse.' }),
  'create a conversation': (client) => client.createConversation('agent-1', 'First words'),
  'create a conversation without a title': (client) => client.createConversation('agent-1', ''),
  'fork a conversation': (client) => client.forkConversation('conv-1'),
  'send in a conversation': (client) => drain(client.send(plain)),
  'send in the foreground': (client) => drain(client.send({ ...plain, background: false })),
  'send in the single thread': (client) => drain(client.send({ ...plain, thread: single })),
  'send with tools of ours': (client) => drain(client.send({ ...plain, clientTools: [tool] })),
  'answer requests': (client) => drain(client.send({ ...plain, text: null, decisions: [deny, allow] })),
  'answer with a result of ours': (client) =>
    drain(client.send({ ...plain, text: null, decisions: [deny], results: [result], clientTools: [tool] })),
  'deny and say something else': (client) => drain(client.send({ ...plain, decisions: [deny] })),
  'resume a run': (client) => drain(client.resume({ ...resume, thread: conversation, runId: 'run-1' })),
  'resume by otid': (client) => drain(client.resume({ ...resume, thread: conversation, runId: null })),
  'cancel a conversation': (client) => client.cancel(conversation, 'run-1'),
  'cancel the single thread': (client) => client.cancel(single, 'run-1'),
  'cancel an unknown run': (client) => client.cancel(single, null),
  'read a run': (client) => client.readRun('run-1'),
  'find the active run': (client) => client.findActiveRun(conversation),
  'find the active run of the single thread': (client) => client.findActiveRun(single),
  'read a turn': (client) => client.readTurn(conversation, 'otid-1'),
  'read a turn of the single thread': (client) => client.readTurn(single, 'otid-1'),
};

describe.each(Object.entries(calls))('to %s', (_, run) => {
  test.each(['http://letta.test', 'https://api.letta.com'])(
    'every request to %s is as documented',
    async (baseUrl) => {
      const seen = await requestsOf(run, baseUrl);
      expect(seen.length).toBeGreaterThan(0);
      for (const { method, path, body, headers, init } of seen) {
        validateRequest(method, path, body);
        expect(headers.get('x-stainless-package-version')).toBe('1.12.1');
        expect(headers.get('authorization')).toBe('Bearer key');
        expect(init).toMatchObject({ credentials: 'omit', cache: 'no-store', redirect: 'manual' });
      }
    },
  );
});

test('an open server gets no key', async () => {
  const { fetch, seen } = createScriptedFetch(answer);
  await createRestClient({ baseUrl: 'http://letta.test', apiKey: '', fetch }).listAgents();
  expect(seen[0]?.headers.has('authorization')).toBe(false);
});

test('a base address with a path keeps it', async () => {
  const [request] = await requestsOf((client) => client.listAgents(), 'http://home.test/letta');
  expect(request?.path).toMatch(/^\/letta\/v1\/agents\/\?/);
});

test('the words go out once, with our otid, as tokens', async () => {
  const [request, ...others] = await requestsOf((client) => drain(client.send(plain)));
  expect(others).toEqual([]);
  expect(request?.path).toBe('/v1/conversations/conv-1/messages');
  expect(request?.body).toEqual({
    messages: [{ type: 'message', role: 'user', content: 'Hello', otid: 'otid-1' }],
    streaming: true,
    stream_tokens: true,
    include_pings: true,
    background: true,
  });
});

test('all answers go in one message, before new words, and every message has an otid', async () => {
  const send = { ...plain, decisions: [deny, allow], results: [result] };
  const [request] = await requestsOf((client) => drain(client.send(send)));
  expect(request?.body).toMatchObject({
    messages: [
      {
        type: 'approval',
        otid: 'otid-1-answer',
        approvals: [
          { type: 'approval', tool_call_id: 'call_1', approve: false, reason: 'not now' },
          { type: 'approval', tool_call_id: 'call_2', approve: true },
          { type: 'tool', tool_call_id: 'call_3', status: 'success', tool_return: 'Job: Rust dev' },
        ],
      },
      { type: 'message', content: 'Hello', otid: 'otid-1' },
    ],
  });
});

test('a self-hosted server is told a model that is not its vendor’s, Cloud none', async () => {
  const own = await requestsOf((client) => client.createAgent({ name: 'Ada', about: 'x' }));
  expect(own.at(-1)?.body).toMatchObject({ model: 'a/b', embedding: 'e/f', name: 'Ada' });
  const cloud = await requestsOf(
    (client) => client.createAgent({ name: 'Ada', about: 'x' }),
    'https://api.letta.com',
  );
  expect(cloud.map(({ path }) => path)).toEqual(['/v1/agents/']);
  expect(cloud[0]?.body).not.toHaveProperty('model');
});

test('older servers are asked in the way they know', async () => {
  const facts = { dialect: 'self-hosted', conversations: true, background: true, practice: false } as const;
  const { fetch, seen } = createScriptedFetch(answer);
  const old = createRestClient({
    baseUrl: 'http://letta.test',
    apiKey: '',
    fetch,
    facts: { ...facts, version: '0.16.2' },
  });
  await old.cancel(conversation, 'run-1');
  expect(seen[0]).toMatchObject({ path: '/v1/agents/agent-1/messages/cancel', body: { run_ids: ['run-1'] } });
  const lost = old.resume({ ...resume, thread: conversation, runId: null });
  await expect(drain(lost)).rejects.toMatchObject({ reason: 'no-active-run' });
  expect(seen).toHaveLength(1);
});
