import { describe, expect, test } from 'vitest';
import { textOf } from '../../utils/chat/message.ts';
import { connectTo, openAgent, openDevice, userMessages } from './setup.ts';

describe('servers that can do less', () => {
  test('without Redis the turn runs in the foreground, and that is remembered', async () => {
    const agent = await openAgent({ redis: false });
    const device = openDevice(connectTo(agent));
    const screen = await device.open();
    expect(await screen.reply(await screen.say('One'))).toMatchObject({ status: 'final' });
    device.kill();
    expect(await screen.reply(await screen.say('Two'))).toMatchObject({ status: 'final' });
    const sends = agent
      .requests()
      .filter(({ method, path }) => method === 'POST' && path.endsWith('/messages'));
    expect(
      sends.map(({ body }) =>
        body !== null && typeof body === 'object' && 'background' in body ? body.background : null,
      ),
    ).toEqual([true, false, false]);
  });

  test('without conversations everything is said in the one thread of the agent', async () => {
    const agent = await openAgent({ conversations: false });
    const screen = await openDevice(connectTo(agent)).open();
    expect(await screen.reply(await screen.say('One'))).toMatchObject({ status: 'final' });
    expect(await screen.reply(await screen.say('Two'))).toMatchObject({ status: 'final' });
    expect((await screen.read()).session?.binding?.conversationId).toBeNull();
    expect(userMessages(agent)).toEqual(['One', 'Two']);
  });

  test('without conversations a stopped worker finds its answer again', async () => {
    const agent = await openAgent({ conversations: false, paceMs: 5 });
    const device = openDevice(connectTo(agent));
    const screen = await device.open();
    const id = await screen.say('long 60');
    await screen.until(() => (screen.turn()?.reply.parts.length ?? 0) > 0);
    device.kill();
    expect(await screen.reply(id)).toMatchObject({ status: 'final' });
    expect(userMessages(agent)).toEqual(['long 60']);
  });

  test('a conversation that was deleted on the server is replaced', async () => {
    const agent = await openAgent();
    const device = openDevice(connectTo(agent));
    const screen = await device.open();
    await screen.reply(await screen.say('One'));
    const old = (await screen.read()).session?.binding?.conversationId ?? '';
    await fetch(`${agent.url}/v1/conversations/${old}`, { method: 'DELETE' });
    expect(await screen.reply(await screen.say('Two'))).toMatchObject({ status: 'final' });
    expect((await screen.read()).session?.binding?.conversationId).not.toBe(old);
  });

  test('a session whose agent is gone goes on with the connected one', async () => {
    const agent = await openAgent();
    const other = await openAgent();
    const device = openDevice(connectTo(other));
    const screen = await device.open();
    await screen.reply(await screen.say('One'));
    device.settings = { ...device.settings, ...connectTo(agent) };
    expect(await screen.reply(await screen.say('Two'))).toMatchObject({ status: 'final' });
    expect((await screen.read()).session?.binding?.agentId).toBe(agent.agentId);
  });
});

describe('when it cannot work', () => {
  test('without a connected agent the words stay with the user', async () => {
    const screen = await openDevice({}).open();
    await expect(screen.say('Hello')).rejects.toThrow('not-connected');
    expect((await screen.read()).messages).toEqual([]);
  });

  test('a wrong password is named, and with the right one Try again works', async () => {
    const agent = await openAgent({ password: 'right' });
    const device = openDevice(connectTo(agent, 'wrong'));
    const screen = await device.open();
    const id = await screen.say('Hello');
    expect(await screen.reply(id)).toMatchObject({ status: 'error', trouble: { reason: 'wrong-key' } });
    device.settings = { ...device.settings, ...connectTo(agent, 'right') };
    await screen.command({ type: 'retry', sessionId: screen.sessionId, messageId: id });
    await screen.until(async () => (await screen.reply(id)).status === 'final');
    expect(userMessages(agent)).toEqual(['Hello']);
  });

  test.each([
    ['fail 401', 'model-error'],
    ['fail 402', 'out-of-credit'],
    ['fail 429', 'rate-limited'],
    ['fail 500', 'model-error'],
    ['fail overflow', 'too-long'],
    ['fail internal', 'server-error'],
  ])('"%s" ends as %s, and the message stays', async (words, reason) => {
    const agent = await openAgent();
    const screen = await openDevice(connectTo(agent)).open();
    const id = await screen.say(words);
    expect(await screen.reply(id)).toMatchObject({ status: 'error', trouble: { reason } });
    expect((await screen.lines())[0]).toBe(`You: ${words}`);
  });

  test('a failed turn is tried again with the same message, and not twice', async () => {
    const agent = await openAgent({ faults: [{ when: 'send', how: 500, times: 3 }] });
    const screen = await openDevice(connectTo(agent)).open();
    const id = await screen.say('Hello');
    expect(await screen.reply(id)).toMatchObject({ status: 'error', trouble: { reason: 'server-error' } });
    await screen.command({ type: 'retry', sessionId: screen.sessionId, messageId: id });
    await screen.until(async () => (await screen.reply(id)).status === 'final');
    expect(userMessages(agent)).toEqual(['Hello']);
    expect((await screen.read()).messages).toHaveLength(2);
  });

  test('a failure in mid-answer keeps what is there, and Continue goes on', async () => {
    const agent = await openAgent();
    const screen = await openDevice(connectTo(agent)).open();
    const id = await screen.say('long 40 fail late 500');
    const reply = await screen.reply(id);
    expect(reply).toMatchObject({ status: 'interrupted', trouble: { reason: 'model-error' } });
    expect(textOf(reply)).not.toBe('');
    await screen.command({ type: 'continue', sessionId: screen.sessionId, messageId: id });
    await screen.until(async () => (await screen.read()).messages.length === 4);
    expect((await screen.lines())[2]).toBe('You: Please continue.');
  });

  test('a server that is down is named at once', async () => {
    const agent = await openAgent();
    const device = openDevice(connectTo(agent));
    const screen = await device.open();
    await screen.reply(await screen.say('One'));
    await agent.close();
    const id = await screen.say('Two');
    expect(await screen.reply(id)).toMatchObject({ status: 'error', trouble: { reason: 'server-down' } });
  });

  test('an answer that was finished while the server could not be reached is fetched later', async () => {
    const agent = await openAgent({ paceMs: 2 });
    const device = openDevice(connectTo(agent));
    const screen = await device.open();
    await screen.reply(await screen.say('One'));
    const id = await screen.say('long 200');
    await screen.until(() => screen.turn()?.reply.parts.some((part) => part.type === 'text'));
    agent.setFaults([{ when: 'any', how: 503 }]);
    device.breakConnections();
    const cut = await screen.reply(id);
    expect(cut.status).toBe('interrupted');
    agent.setFaults([]);
    device.wake();
    await screen.until(async () => (await screen.reply(id)).status === 'final', 'the raised answer');
    expect(userMessages(agent)).toEqual(['One', 'long 200']);
  });
});
