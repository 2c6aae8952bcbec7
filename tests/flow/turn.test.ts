import { describe, expect, test } from 'vitest';
import { textOf } from '../../utils/chat/message.ts';
import { connectTo, openAgent, openDevice, userMessages } from './setup.ts';

const long = 'long 60';

describe('a message and its answer', () => {
  test('the answer streams onto the screen and is stored when it is over', async () => {
    const agent = await openAgent({ paceMs: 5 });
    const screen = await openDevice(connectTo(agent)).open();
    const id = await screen.say(long);
    const live = await screen.until(() => screen.turn()?.reply.parts.find((part) => part.type === 'text'));
    expect(live).toMatchObject({ type: 'text', whole: false });
    const reply = await screen.reply(id);
    expect(reply).toMatchObject({ status: 'final', author: 'Ada', replyTo: id, trouble: null });
    expect(textOf(reply).length).toBeGreaterThan(100);
    await screen.until(() => screen.turn() === null);
  });

  test('the message is on disk before the agent hears of it', async () => {
    const agent = await openAgent({ faults: [{ when: 'any', how: 'stall' }] });
    const screen = await openDevice(connectTo(agent)).open();
    await screen.say('Hello');
    const { messages, turn, draft } = await screen.read();
    expect(messages.map(textOf)).toEqual(['Hello']);
    expect(turn).toMatchObject({ state: 'sending' });
    expect(draft).toBe('');
    expect(userMessages(agent)).toEqual([]);
  });

  test('a repeated send command is one message', async () => {
    const agent = await openAgent();
    const screen = await openDevice(connectTo(agent)).open();
    const messageId = await screen.say('Hello');
    const { sessionId } = screen;
    const again = { type: 'send', sessionId, messageId, text: 'Hello', variantOf: null } as const;
    expect(await screen.command(again)).toBeNull();
    await screen.reply(messageId);
    expect(await screen.command(again)).toBeNull();
    expect(userMessages(agent)).toEqual(['Hello']);
  });

  test('a second message during a turn is refused and stays with the user', async () => {
    const agent = await openAgent({ paceMs: 20 });
    const screen = await openDevice(connectTo(agent)).open();
    const first = await screen.say(long);
    await expect(screen.say('and another')).rejects.toThrow('busy');
    await screen.command({ type: 'stop', sessionId: screen.sessionId });
    await screen.reply(first);
    expect((await screen.read()).messages).toHaveLength(2);
  });

  test('two panels on one session see the same', async () => {
    const agent = await openAgent({ paceMs: 5 });
    const device = openDevice(connectTo(agent));
    const one = await device.open();
    const two = await device.open(one.sessionId);
    const id = await one.say(long);
    await two.until(() => (two.turn()?.reply.parts.length ?? 0) > 0);
    const late = await device.open(one.sessionId);
    expect(late.turn()?.id).toBe(id);
    await one.reply(id);
    await two.until(() => two.turn() === null);
    await late.until(() => late.turn() === null);
    expect(await late.lines()).toEqual(await one.lines());
  });

  test('the worker is kept awake exactly as long as the turn', async () => {
    const agent = await openAgent({ paceMs: 3 });
    const device = openDevice(connectTo(agent));
    const screen = await device.open();
    expect(device.awake.held).toBe(0);
    const id = await screen.say(long);
    expect(device.awake.held).toBe(1);
    await screen.reply(id);
    await screen.until(() => device.awake.held === 0);
  });

  test('the whole session is one conversation of the agent, made once', async () => {
    const agent = await openAgent();
    const screen = await openDevice(connectTo(agent)).open();
    await screen.reply(await screen.say('One'));
    await screen.reply(await screen.say('Two'));
    const made = agent
      .requests()
      .filter(({ method, path }) => method === 'POST' && path.startsWith('/v1/conversations/?'));
    expect(made).toHaveLength(1);
    expect(userMessages(agent)).toEqual(['One', 'Two']);
  });
});

describe('stop', () => {
  test('keeps what is there and ends the run on the server', async () => {
    const agent = await openAgent({ paceMs: 20 });
    const device = openDevice(connectTo(agent));
    const screen = await device.open();
    const id = await screen.say('long 400');
    await screen.until(() => screen.turn()?.reply.parts.some((part) => part.type === 'text'));
    await screen.command({ type: 'stop', sessionId: screen.sessionId });
    const reply = await screen.reply(id);
    expect(reply).toMatchObject({ status: 'interrupted', trouble: { reason: 'stopped' } });
    expect(textOf(reply)).not.toBe('');
    await device.idle();
    expect(agent.requests().some(({ path }) => path.endsWith('/cancel'))).toBe(true);
    await screen.reply(await screen.say('Hello again'));
    expect((await screen.read()).messages.at(-1)?.status).toBe('final');
  });

  test('works before the server has answered', async () => {
    const agent = await openAgent({ faults: [{ when: 'send', how: 'stall', times: 1 }] });
    const device = openDevice(connectTo(agent));
    const screen = await device.open();
    const id = await screen.say('Hello');
    await screen.until(() => agent.requests().some(({ path }) => path.endsWith('/messages')));
    await screen.command({ type: 'stop', sessionId: screen.sessionId });
    expect(await screen.reply(id)).toMatchObject({ status: 'interrupted', trouble: { reason: 'stopped' } });
  });

  test('works after the worker was stopped', async () => {
    const agent = await openAgent({ paceMs: 30 });
    const device = openDevice(connectTo(agent));
    const screen = await device.open();
    const id = await screen.say('long 400');
    await screen.until(() => (screen.turn()?.reply.parts.length ?? 0) > 0);
    device.kill();
    await screen.command({ type: 'stop', sessionId: screen.sessionId });
    expect(await screen.reply(id)).toMatchObject({ status: 'interrupted', trouble: { reason: 'stopped' } });
    await device.idle();
    expect(agent.requests().some(({ path }) => path.endsWith('/cancel'))).toBe(true);
  });
});
