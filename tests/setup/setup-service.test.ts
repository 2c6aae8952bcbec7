import { describe, expect, test } from 'vitest';
import { toFailureWords } from '../../components/setup/setup-words.ts';
import type { SetupFields } from '../../utils/chat/setup.ts';
import { LettaError } from '../../utils/letta/letta-error.ts';
import { MirrorError } from '../../utils/mirror/mirror-error.ts';
import type { Settings } from '../../utils/settings/settings.ts';
import { createSetupService } from '../../utils/setup/setup-service.ts';
import { createFakePorts, facts } from './fake-setup-ports.ts';

const letta = { server: 'letta.example', apiKey: ' key ' };
const noMirror = { address: '', token: '' };
const none = { kind: 'none' } as const;
const two = [
  { id: 'agent-1', name: 'Career agent' },
  { id: 'agent-2', name: 'Other' },
];
const code = `talentscout-mirror:${Buffer.from(JSON.stringify({ mirror: 'http://127.0.0.1:8484', token: 'tök' })).toString('base64url')}`;
const saved: Settings = {
  letta: {
    baseUrl: 'https://letta.example',
    apiKey: 'key',
    agentId: 'agent-1',
    agentName: 'Career agent',
    practice: true,
  },
  mirror: { baseUrl: 'https://mirror.example', token: 't' },
  keepDays: 30,
};
const savedFields: SetupFields = {
  letta: { server: 'https://letta.example', apiKey: 'key' },
  agent: { kind: 'existing', agentId: 'agent-1', agentName: 'Career agent' },
  mirror: { address: 'https://mirror.example', token: 't' },
};

describe('testing the Letta connection', () => {
  test('finds the server and its agents at the address made plain', async () => {
    const { state, ports } = createFakePorts();
    expect(await createSetupService(ports).checkLetta(letta)).toEqual({
      ok: true,
      baseUrl: 'https://letta.example',
      version: '0.16.8',
      practice: false,
      agents: [{ agentId: 'agent-1', agentName: 'Career agent' }],
    });
    expect(state.log).toEqual(['request https://letta.example', 'probe https://letta.example key']);
  });

  test('asks for the permission in the same turn as the click', () => {
    const { state, ports } = createFakePorts();
    const service = createSetupService(ports);
    void service.checkLetta(letta);
    void service.checkMirror({ address: 'http://127.0.0.1:8484', token: 't' });
    void service.save({ letta, agent: none, mirror: { address: 'http://127.0.0.1:8484', token: 't' } });
    expect(state.log).toEqual([
      'request https://letta.example',
      'request http://127.0.0.1:8484',
      'request https://letta.example http://127.0.0.1:8484',
    ]);
  });

  test('says when the permission was not granted, and asks the server nothing', async () => {
    const { state, ports } = createFakePorts();
    state.granted = false;
    const result = await createSetupService(ports).checkLetta(letta);
    expect(result).toMatchObject({ ok: false, problem: 'no-permission' });
    expect(state.log).toEqual(['request https://letta.example']);
  });

  test.each([
    ['', 'no-server', /Enter the address/],
    ['ftp://letta.example', 'bad-address', /^Wrong address: “ftp:\/\/letta.example”/],
    ['not a server', 'bad-address', /^Wrong address/],
  ])('takes %j for no address', async (server, problem, words) => {
    const { state, ports } = createFakePorts();
    const result = await createSetupService(ports).checkLetta({ server, apiKey: '' });
    if (result.ok) throw new Error('it should fail');
    expect(result.problem).toBe(problem);
    expect(toFailureWords(result)).toMatch(words);
    expect(state.log).toEqual([]);
  });

  test.each([
    [
      new LettaError('unreachable', 'x'),
      /^Server not reachable: nothing answers at https:\/\/letta.example\./,
    ],
    [new LettaError('unauthorized', 'x'), /^Wrong key/],
    [new LettaError('not-letta', 'x'), /^Wrong address: .* not a Letta server/],
    [new LettaError('too-old', 'x'), /^Server too old/],
    [new LettaError('server', 'x'), /^Server error/],
    [new LettaError('rate-limited', 'x'), /^Too many requests/],
    [new LettaError('out-of-credit', 'x'), /^No credit/],
    [new DOMException('x', 'TimeoutError'), /^Server not reachable/],
    [new TypeError('x'), /unexpected/],
  ])('names the cause of %s', async (error, words) => {
    const { state, ports } = createFakePorts();
    state.lettaError = error;
    const result = await createSetupService(ports).checkLetta(letta);
    if (result.ok) throw new Error('it should fail');
    expect(toFailureWords(result)).toMatch(words);
  });

  test('says when there are no agents', async () => {
    const result = await createSetupService(createFakePorts({ agents: [] }).ports).checkLetta(letta);
    if (result.ok) throw new Error('it should fail');
    expect(toFailureWords(result)).toMatch(/^No agents/);
  });
});

describe('testing the mirror connection', () => {
  const mirror = { address: '127.0.0.1:8484', token: ' t ' };

  test('proves address and token', async () => {
    const { state, ports } = createFakePorts();
    expect(await createSetupService(ports).checkMirror(mirror)).toEqual({
      ok: true,
      baseUrl: 'http://127.0.0.1:8484',
    });
    expect(state.log).toEqual(['request http://127.0.0.1:8484', 'check http://127.0.0.1:8484 t']);
  });

  test.each([
    { address: code, token: '' },
    { address: '', token: `  ${code}\n` },
  ])('takes a connect code in either field', async (fields) => {
    const { state, ports } = createFakePorts();
    expect(await createSetupService(ports).checkMirror(fields)).toMatchObject({ ok: true });
    expect(state.log.at(-1)).toBe('check http://127.0.0.1:8484 tök');
  });

  test.each([
    [{ address: '', token: 't' }, /Enter the address of the mirror/],
    [{ address: 'gopher://x', token: 't' }, /^Wrong address/],
    [{ address: 'http://127.0.0.1:1', token: ' ' }, /token is missing/],
    [{ address: 'talentscout-mirror:%%%', token: '' }, /^Wrong connect code/],
    [{ address: code.slice(0, -8), token: '' }, /^Wrong connect code/],
  ])('says what is wrong with %j', async (fields, words) => {
    const result = await createSetupService(createFakePorts().ports).checkMirror(fields);
    if (result.ok) throw new Error('it should fail');
    expect(toFailureWords(result)).toMatch(words);
  });

  test.each([
    [new MirrorError('unreachable'), /^Mirror not reachable/],
    [new MirrorError('unauthorized'), /^Wrong token/],
    [new MirrorError('not-mirror'), /^Wrong address: .* not a mirror/],
    [new MirrorError('server'), /^Mirror error/],
    [new DOMException('x', 'TimeoutError'), /^Mirror not reachable/],
  ])('names the cause of %s', async (error, words) => {
    const { state, ports } = createFakePorts();
    state.mirrorError = error;
    const result = await createSetupService(ports).checkMirror(mirror);
    if (result.ok) throw new Error('it should fail');
    expect(toFailureWords(result)).toMatch(words);
  });
});

describe('saving', () => {
  test('without a test chooses the only agent there is', async () => {
    const { state, ports } = createFakePorts();
    state.facts = { ...facts, practice: true };
    const result = await createSetupService(ports).save({ letta, agent: none, mirror: noMirror });
    expect(result).toMatchObject({
      ok: true,
      practice: true,
      fields: { letta: { server: 'https://letta.example', apiKey: 'key' } },
    });
    expect(state.settings).toEqual({
      letta: {
        baseUrl: 'https://letta.example',
        apiKey: 'key',
        agentId: 'agent-1',
        agentName: 'Career agent',
        practice: true,
      },
      mirror: null,
      keepDays: 0,
    });
  });

  test('asks which of several agents, and saves nothing yet', async () => {
    const { state, ports } = createFakePorts({ agents: two });
    const result = await createSetupService(ports).save({ letta, agent: none, mirror: noMirror });
    expect(result).toMatchObject({
      ok: false,
      problem: 'choose-agent',
      agents: [{ agentId: 'agent-1' }, { agentId: 'agent-2' }],
    });
    expect(state.settings.letta).toBeNull();
  });

  test('makes a new agent with what it should know', async () => {
    const { state, ports } = createFakePorts({ agents: [] });
    const agent = { kind: 'new', name: ' Scout ', about: 'I am Ada.' } as const;
    expect(await createSetupService(ports).save({ letta, agent, mirror: noMirror })).toMatchObject({
      ok: true,
    });
    expect(state.created).toEqual([{ name: 'Scout', about: 'I am Ada.' }]);
    expect(state.settings.letta).toMatchObject({ agentId: 'agent-new', agentName: 'Scout' });
  });

  test('asks for the name of a new agent', async () => {
    const agent = { kind: 'new', name: ' ', about: '' } as const;
    const result = await createSetupService(createFakePorts().ports).save({ letta, agent, mirror: noMirror });
    expect(result).toMatchObject({ problem: 'no-agent-name' });
  });

  test('a new key for the agent in use needs no server', async () => {
    const { state, ports } = createFakePorts({ settings: saved });
    state.lettaError = new LettaError('unreachable', 'x');
    const fields = { ...savedFields, letta: { ...savedFields.letta, apiKey: 'key-2' } };
    expect(await createSetupService(ports).save(fields)).toMatchObject({ ok: true });
    expect(state.settings).toEqual({ ...saved, letta: { ...saved.letta, apiKey: 'key-2' } });
  });

  test('gives back the right to servers that are no longer used', async () => {
    const { state, ports } = createFakePorts({ settings: saved });
    const service = createSetupService(ports);
    await service.checkLetta({ server: 'https://tried.example', apiKey: '' });
    await service.save({
      letta: { server: 'https://new.example', apiKey: '' },
      agent: none,
      mirror: noMirror,
    });
    const release = state.log.find((line) => line.startsWith('release'));
    expect(release).toBe(
      'release https://tried.example https://new.example https://letta.example https://mirror.example / https://new.example',
    );
  });

  test('with everything emptied disconnects, and keeps the other settings', async () => {
    const { state, ports } = createFakePorts({ settings: saved });
    await createSetupService(ports).save({
      letta: { server: '', apiKey: '' },
      agent: none,
      mirror: noMirror,
    });
    expect(state.settings).toEqual({ letta: null, mirror: null, keepDays: 30 });
  });

  test('that the storage refuses says so', async () => {
    const { state, ports } = createFakePorts();
    state.saveError = new Error('quota');
    const result = await createSetupService(ports).save({ letta, agent: none, mirror: noMirror });
    expect(result).toMatchObject({ problem: 'not-saved', agents: [{ agentId: 'agent-1' }] });
  });

  test('without the permission keeps what was saved before', async () => {
    const { state, ports } = createFakePorts({ settings: saved });
    state.granted = false;
    expect(await createSetupService(ports).save(savedFields)).toMatchObject({ problem: 'no-permission' });
    expect(state.settings).toBe(saved);
  });

  test('reads back what was saved', async () => {
    const service = createSetupService(createFakePorts({ settings: saved }).ports);
    expect(await service.readFields()).toEqual({ fields: savedFields, practice: true });
  });
});
