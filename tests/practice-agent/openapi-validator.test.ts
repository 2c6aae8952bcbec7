import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { validateRequest, validateResponse } from '../fixtures/letta/openapi-validator.ts';

function recording(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../fixtures/letta/recordings/${name}`, import.meta.url), 'utf8'));
}

describe('the validator of Letta requests and responses', () => {
  it.each([
    ['POST', '/v1/agents/', 'create-agent-response.json'],
    ['POST', '/v1/conversations/?agent_id=agent-1', 'conversation-created.json'],
    ['GET', '/v1/runs/run-1', 'run-completed.json'],
    ['GET', '/v1/agents/agent-1/messages', 'agent-messages-desc-limit-200.json'],
    ['GET', '/v1/conversations/conv-1/messages', 'conversation-messages-client-tool-turn-asc.json'],
    ['POST', '/v1/conversations/conv-1/messages', 'text-turn-not-streamed.json'],
  ])('accepts what the real server answered to %s %s', (method, path, name) => {
    expect(() => validateResponse(method, path, 200, recording(name))).not.toThrow();
  });

  it('accepts a send with an otid, an approval and a client tool', () => {
    const body = {
      messages: [
        { type: 'approval', approvals: [{ type: 'approval', tool_call_id: 'call_1', approve: false }] },
        { role: 'user', content: 'never mind', otid: 'o-1' },
      ],
      streaming: true,
      background: true,
      client_tools: [{ name: 'read_job_page', description: 'Reads.', parameters: { type: 'object' } }],
    };
    expect(() => validateRequest('POST', '/v1/conversations/conv-1/messages', body)).not.toThrow();
  });

  it.each([
    ['a misspelt key', 'POST', '/v1/conversations/c/messages', { input: 'hi', stream_token: true }],
    ['a wrong type', 'POST', '/v1/conversations/c/messages', { input: 'hi', background: 'maybe' }],
    ['a message without a role', 'POST', '/v1/agents/a/messages', { messages: [{ content: 'hi' }] }],
    ['a missing query', 'POST', '/v1/conversations/', { summary: 'x' }],
    ['an unknown query', 'GET', '/v1/agents/?limits=3', undefined],
    ['a query of the wrong type', 'GET', '/v1/agents/?limit=many', undefined],
    ['an unknown route', 'GET', '/v1/chats/', undefined],
    ['a missing slash', 'GET', '/v1/agents', undefined],
    ['a method that the route lacks', 'GET', '/v1/runs/run-1/stream', undefined],
    ['a missing body', 'PATCH', '/v1/conversations/c', undefined],
  ])('refuses %s in a request', (_name, method, path, body) => {
    expect(() => validateRequest(method, path, body)).toThrow(/GET|POST|PATCH/);
  });

  it.each([
    ['a broken agent', '/v1/agents/agent-1', 200, { id: 'agent-1' }],
    [
      'a run with an unknown status',
      '/v1/runs/run-1',
      200,
      { ...Object(recording('run-completed.json')), status: 'x' },
    ],
    ['an error without its words', '/v1/agents/agent-1', 404, { oops: true }],
  ])('refuses %s in a response', (_name, path, status, body) => {
    expect(() => validateResponse('GET', path, status, body)).toThrow(/GET/);
  });
});
