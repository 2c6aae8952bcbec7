import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toFailureWords, toFoundWords } from '../../components/setup/setup-words.ts';
import { startMirror } from '../../server/mirror/start-mirror.ts';
import { startPracticeAgent } from '../../server/practice-agent/start-practice-agent.ts';
import { createRestClient } from '../../utils/letta/rest-client.ts';
import { createMirrorClient } from '../../utils/mirror/mirror-client.ts';
import { createSetupService } from '../../utils/setup/setup-service.ts';
import { createFakePorts } from './fake-setup-ports.ts';

const { ports } = createFakePorts();
const service = createSetupService({ ...ports, letta: createRestClient, mirror: createMirrorClient });
const closers: (() => unknown)[] = [];
let agentUrl = '';
let lockedUrl = '';
let oldUrl = '';
let mirror = { url: '', token: '' };
let strangerUrl = '';
let closedUrl = '';

/** A web server that knows nothing of Letta or of mirrors. */
async function startStranger(): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer((_, response) => response.end('<h1>Hello</h1>'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const close = (): Promise<void> => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  };
  return { url: `http://127.0.0.1:${address.port}`, close };
}

beforeAll(async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'setup-'));
  const [agent, locked, old, store, stranger, gone] = await Promise.all([
    startPracticeAgent({ port: 0 }),
    startPracticeAgent({ port: 0, password: 'secret' }),
    startPracticeAgent({ port: 0, version: '0.13.0' }),
    startMirror({ port: 0, dataDir }),
    startStranger(),
    startStranger(),
  ]);
  await gone.close();
  agentUrl = agent.url;
  lockedUrl = locked.url;
  oldUrl = old.url;
  mirror = store;
  strangerUrl = stranger.url;
  closedUrl = gone.url;
  closers.push(agent.close, locked.close, old.close, store.close, stranger.close, () =>
    rm(dataDir, { recursive: true }),
  );
});
afterAll(async () => {
  for (const close of closers) await close();
});

describe('against real servers', () => {
  const testLetta = async (server: string, apiKey = ''): Promise<string> => {
    const result = await service.checkLetta({ server, apiKey });
    return result.ok ? toFoundWords(result) : toFailureWords(result);
  };
  const testMirror = async (address: string, token: string): Promise<string> => {
    const result = await service.checkMirror({ address, token });
    return result.ok ? 'connected' : toFailureWords(result);
  };

  test('the practice agent is found, and named as such', async () => {
    expect(await testLetta(agentUrl.replace('http://', ''))).toMatch(
      /^Connected to the practice agent’s server: \d agents?\.$/,
    );
  });

  test('a password is asked for, and taken', async () => {
    expect(await testLetta(lockedUrl)).toMatch(/^Wrong key/);
    expect(await testLetta(lockedUrl, 'wrong')).toMatch(/^Wrong key/);
    expect(await testLetta(lockedUrl, ' secret ')).toMatch(/^Connected/);
  });

  test('each wrong Letta server is told by its cause', async () => {
    expect(await testLetta(oldUrl)).toMatch(/^Server too old/);
    expect(await testLetta(strangerUrl)).toMatch(/^Wrong address: .* not a Letta server/);
    expect(await testLetta(closedUrl)).toMatch(/^Server not reachable/);
  });

  test('each wrong mirror is told by its cause', async () => {
    expect(await testMirror(mirror.url, mirror.token)).toBe('connected');
    expect(await testMirror(mirror.url, 'wrong')).toMatch(/^Wrong token/);
    expect(await testMirror(strangerUrl, 'x')).toMatch(/^Wrong address: .* not a mirror/);
    expect(await testMirror(agentUrl, 'x')).toMatch(/^Wrong address: .* not a mirror/);
    expect(await testMirror(closedUrl, 'x')).toMatch(/^Mirror not reachable/);
  });

  test('a new agent is made and chosen', async () => {
    const agent = { kind: 'new', name: 'Scout', about: 'I am Ada.' } as const;
    const saved = await service.save({
      letta: { server: agentUrl, apiKey: '' },
      agent,
      mirror: { address: '', token: '' },
    });
    expect(saved).toMatchObject({ ok: true, fields: { agent: { kind: 'existing', agentName: 'Scout' } } });
  });
});
