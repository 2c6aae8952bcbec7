import { describe, expect, test } from 'vitest';
import type { ServerFacts } from '../../utils/letta/letta-client.ts';
import { createRestClient } from '../../utils/letta/rest-client.ts';
import { createScriptedFetch, html, json, type SeenRequest } from './scripted-fetch.ts';

const missing = json.bind(null, { detail: 'Not Found' }, 404);

function probe(
  answers: (request: SeenRequest) => Response,
  baseUrl = 'http://letta.test',
): { facts: Promise<ServerFacts>; seen: readonly SeenRequest[] } {
  const { fetch, seen } = createScriptedFetch(answers);
  return { facts: createRestClient({ baseUrl, apiKey: 'key', fetch }).probe(), seen };
}

function server(
  health: Response,
  { conversations = json([]), agents = json([]) } = {},
): (r: SeenRequest) => Response {
  return ({ path }) => {
    if (path.startsWith('/v1/health')) return health;
    return path.startsWith('/v1/agents') ? agents : conversations;
  };
}

describe('a probe finds', () => {
  test('a current self-hosted server', async () => {
    const { facts } = probe(server(json({ version: '0.16.8', status: 'ok' })));
    expect(await facts).toEqual({
      dialect: 'self-hosted',
      version: '0.16.8',
      conversations: true,
      background: true,
      practice: false,
    });
  });

  test('a server from before conversations', async () => {
    const { facts } = probe(server(json({ version: '0.14.0' }), { conversations: missing() }));
    expect(await facts).toMatchObject({ conversations: false, version: '0.14.0' });
  });

  test('conversations although the agent in the question is gone', async () => {
    const gone = json({ detail: 'Agent with ID agent-1 not found' }, 404);
    const { facts } = probe(server(json({ version: '0.16.8' }), { conversations: gone }));
    expect(await facts).toMatchObject({ conversations: true });
  });

  test('the practice agent, by its words or its header', async () => {
    const said = probe(server(json({ version: '0.16.8', practice: true })));
    expect(await said.facts).toMatchObject({ practice: true });
    const marked = probe(server(json({ version: '0.16.8' }, 200, { 'x-practice-agent': '1' })));
    expect(await marked.facts).toMatchObject({ practice: true });
  });

  test('Cloud, which is not asked for its health', async () => {
    const { facts, seen } = probe(server(missing()), 'https://api.letta.com');
    expect(await facts).toMatchObject({ dialect: 'cloud', conversations: true });
    expect(seen.map(({ path }) => path.split('?')[0])).toEqual(['/v1/agents/', '/v1/conversations/']);
  });
});

describe('a probe refuses', () => {
  test.each([
    ['a server that is too old', server(json({ version: '0.13.9' })), 'too-old'],
    ['a web page', server(html()), 'not-letta'],
    ['another kind of server', server(missing()), 'not-letta'],
    ['another kind of JSON', server(json({ ok: true })), 'not-letta'],
    ['a server without agents', server(json({ version: '1' }), { agents: missing() }), 'no-route'],
    [
      'a wrong key',
      server(json({ version: '0.16.8' }), { agents: json({ detail: 'Unauthorized' }, 401) }),
      'unauthorized',
    ],
  ])('%s', async (_, answers, reason) => {
    await expect(probe(answers).facts).rejects.toMatchObject({ reason });
  });
});

test('all agents are listed, page by page', async () => {
  const agents = Array.from({ length: 70 }, (_, index) => ({ id: `agent-${index}`, name: `A${index}` }));
  const { fetch, seen } = createScriptedFetch(({ path }) => {
    const after = new URL(path, 'http://x').searchParams.get('after');
    const start = after === null ? 0 : agents.findIndex(({ id }) => id === after) + 1;
    return json(agents.slice(start, start + 50));
  });
  expect(await createRestClient({ baseUrl: 'http://letta.test', apiKey: '', fetch }).listAgents()).toEqual(
    agents,
  );
  expect(seen).toHaveLength(2);
});
