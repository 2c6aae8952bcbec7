import { describe, expect, test } from 'vitest';
import { textOf, type Message } from '../../utils/chat/message.ts';
import type { Device } from '../fakes/device.ts';
import type { Screen } from '../fakes/screen.ts';
import { connectTo, openAgent, openDevice, userMessages } from './setup.ts';

/** The calls that the screen shows as waiting for the user. */
function asked(screen: Screen): readonly string[] {
  const turn = screen.turn();
  if (turn?.state !== 'approval') return [];
  return turn.reply.parts.flatMap((part) =>
    part.type === 'tool' && part.state === 'approval' ? [part.callId] : [],
  );
}

async function ask(screen: Screen, words: string): Promise<{ id: string; calls: readonly string[] }> {
  const id = await screen.say(words);
  const calls = await screen.until(() => (asked(screen).length > 0 ? asked(screen) : null), 'an approval');
  return { id, calls };
}

function decide(
  screen: Screen,
  turnId: string,
  calls: readonly string[],
  approve: boolean,
): Promise<unknown> {
  const decisions = calls.map((callId) => ({ callId, approve, reason: approve ? '' : 'not now' }));
  return screen.command({ type: 'decide', sessionId: screen.sessionId, turnId, decisions });
}

function tools(message: Message): readonly string[] {
  return message.parts.flatMap((part) => (part.type === 'tool' ? [part.state] : []));
}

const servers = [
  ['with Redis', {}],
  ['without Redis', { redis: false }],
] as const;

describe.each(servers)('a tool that needs approval, on a server %s', (_name, options) => {
  test.each([
    ['approved', true, 'done'],
    ['denied', false, 'denied'],
  ])('is %s, and the agent goes on in the same answer', async (_how, approve, state) => {
    const agent = await openAgent(options);
    const screen = await openDevice(connectTo(agent)).open();
    const { id, calls } = await ask(screen, 'needs approval');
    await decide(screen, id, calls, approve);
    const reply = await screen.reply(id);
    expect(reply.status).toBe('final');
    expect(tools(reply)).toEqual([state]);
    expect(textOf(reply)).not.toBe('');
  });

  test('waits over a restart of everything', async () => {
    const agent = await openAgent(options);
    const device = openDevice(connectTo(agent));
    const screen = await device.open();
    const { id } = await ask(screen, 'needs approval');
    await screen.until(async () => (await screen.read()).turn?.state === 'approval');
    await screen.close();
    device.kill();
    const later = await device.open(screen.sessionId);
    const calls = asked(later);
    expect(calls).toHaveLength(1);
    await decide(later, id, calls, true);
    expect(await later.reply(id)).toMatchObject({ status: 'final' });
    expect(device.awake.held).toBe(0);
  });

  test('two at once are answered in one request, whenever the two presses come', async () => {
    const agent = await openAgent(options);
    const device = openDevice(connectTo(agent));
    const screen = await device.open();
    const { id, calls } = await ask(screen, 'two approvals');
    expect(calls).toHaveLength(2);
    await decide(screen, id, calls.slice(0, 1), true);
    device.kill();
    await screen.command({ type: 'watch', sessionId: screen.sessionId });
    expect(asked(screen)).toEqual(calls.slice(1));
    await decide(screen, id, calls.slice(1), false);
    const reply = await screen.reply(id);
    expect(reply.status).toBe('final');
    expect(tools(reply)).toEqual(['done', 'denied']);
  });

  test('new words instead deny it and are sent together', async () => {
    const agent = await openAgent(options);
    const screen = await openDevice(connectTo(agent)).open();
    const { id } = await ask(screen, 'needs approval');
    const next = await screen.say('Never mind. Hello!');
    expect(await screen.reply(next)).toMatchObject({ status: 'final' });
    expect(tools(await screen.reply(id))).toEqual(['denied']);
    expect(userMessages(agent)).toEqual(['needs approval', 'Never mind. Hello!']);
  });

  test('after Stop the session is not stuck', async () => {
    const agent = await openAgent(options);
    const device = openDevice(connectTo(agent));
    const screen = await device.open();
    const { id } = await ask(screen, 'needs approval');
    await screen.command({ type: 'stop', sessionId: screen.sessionId });
    expect(tools(await screen.reply(id))).toEqual(['denied']);
    device.kill();
    const next = await screen.say('Hello!');
    expect(await screen.reply(next)).toMatchObject({ status: 'final' });
  });
});

describe('the worker is stopped after the press', () => {
  const steps = Array.from({ length: 14 }, (_, index) => index + 1);
  async function run(device: Device, step: number): Promise<{ reply: Message; screen: Screen }> {
    const screen = await device.open();
    const { id, calls } = await ask(screen, 'needs approval');
    device.killAtStep = step;
    await decide(screen, id, calls, true);
    return { reply: await screen.reply(id), screen };
  }
  test.each(steps)('at step %i, and the answer is given once', async (step) => {
    const agent = await openAgent({ paceMs: 2 });
    const { reply, screen } = await run(openDevice(connectTo(agent)), step);
    expect(reply).toMatchObject({ status: 'final' });
    expect(tools(reply)).toEqual(['done']);
    const { session } = await screen.read();
    const answers = agent
      .history(session?.binding?.conversationId ?? null)
      .filter((item) => item['message_type'] === 'approval_response_message');
    expect(answers).toHaveLength(1);
  });
});
