import { describe, expect, test } from 'vitest';
import { createId } from '../../utils/chat/id.ts';
import { connectTo, openAgent, openDevice, openMirror, userMessages } from './setup.ts';

async function twoDevices() {
  const agent = await openAgent({ paceMs: 2 });
  const mirror = await openMirror();
  const settings = { ...connectTo(agent), mirror: mirror.settings };
  return { agent, mirror, here: openDevice(settings), there: openDevice(settings) };
}

describe('two devices on one mirror', () => {
  test('what is said here is seen there, as it happens', async () => {
    const { here, there } = await twoDevices();
    const screen = await here.open();
    const other = await there.open(screen.sessionId);
    await screen.reply(await screen.say('long 40'));
    const lines = await screen.lines();
    await other.until(async () => (await other.lines()).length === 2, 'the answer on the other device');
    expect(await other.lines()).toEqual(lines);
    await screen.until(() => screen.status()?.mirror === 'mirrored');
    expect(here.wakeUp()).toBe(false);
  });

  test('the other device goes on in the same conversation of the agent', async () => {
    const { agent, here, there } = await twoDevices();
    const screen = await here.open();
    await screen.reply(await screen.say('One'));
    const other = await there.open(screen.sessionId);
    await other.until(async () => (await other.lines()).length === 2);
    await other.reply(await other.say('Two'));
    await screen.until(async () => (await screen.lines()).length === 4);
    expect(userMessages(agent)).toEqual(['One', 'Two']);
    const conversation = (await screen.read()).session?.binding?.conversationId;
    expect((await other.read()).session?.binding?.conversationId).toBe(conversation);
  });

  test('a request for approval that waits on the other device is denied with the new words', async () => {
    const { here, there } = await twoDevices();
    const screen = await here.open();
    await screen.say('needs approval');
    await screen.until(() => screen.turn()?.state === 'approval');
    const other = await there.open(screen.sessionId);
    await other.until(async () => (await other.lines()).length === 1);
    expect(await other.reply(await other.say('Hello'))).toMatchObject({ status: 'final' });
  });

  test('while the mirror is down nothing else notices, and then it catches up', async () => {
    const { mirror, here, there } = await twoDevices();
    const screen = await here.open();
    await screen.reply(await screen.say('One'));
    await screen.until(() => screen.status()?.mirror === 'mirrored');
    await mirror.stop();
    await screen.reply(await screen.say('Two'));
    await screen.until(() => screen.status()?.mirror === 'offline');
    expect(screen.status()?.waiting).toBeGreaterThan(0);
    expect(here.wakeUp()).toBe(true);
    here.kill();
    await mirror.start();
    here.wake();
    await here.idle();
    const other = await there.open(screen.sessionId);
    await other.until(async () => (await other.lines()).length === 4);
    expect(await other.lines()).toEqual(await screen.lines());
  });

  test('a wrong token is told', async () => {
    const { here } = await twoDevices();
    const { mirror } = here.settings;
    here.settings = { ...here.settings, mirror: { baseUrl: mirror?.baseUrl ?? '', token: 'wrong' } };
    const screen = await here.open();
    await screen.until(() => screen.status()?.mirror === 'sign-in-needed');
  });
});

describe('clear', () => {
  test('here, while the other device is offline, empties it there too', async () => {
    const { here, there } = await twoDevices();
    const screen = await here.open();
    await screen.reply(await screen.say('One'));
    const other = await there.open(screen.sessionId);
    await other.until(async () => (await other.lines()).length === 2);
    there.kill();
    const { sessionId } = screen;
    await screen.command({ type: 'clear', sessionId, undoId: createId() });
    expect(await screen.lines()).toEqual([]);
    await here.idle();
    there.wake();
    await there.idle();
    expect(await other.lines()).toEqual([]);
  });

  test('what the other device wrote meanwhile, unseen here, survives', async () => {
    const { here, there } = await twoDevices();
    const screen = await here.open();
    await screen.reply(await screen.say('One'));
    const other = await there.open(screen.sessionId);
    await other.until(async () => (await other.lines()).length === 2);
    const online = there.settings;
    there.settings = { ...online, mirror: null };
    there.kill();
    await other.reply(await other.say('Two'));
    const { sessionId } = screen;
    await screen.command({ type: 'clear', sessionId, undoId: createId() });
    await here.idle();
    there.settings = online;
    there.kill();
    await there.idle();
    await here.idle();
    expect((await other.lines())[0]).toBe('You: Two');
    expect(await screen.lines()).toEqual(await other.lines());
    expect(await other.lines()).toHaveLength(2);
  });

  test('during a turn cancels it, and the agent starts afresh afterwards', async () => {
    const { agent, here } = await twoDevices();
    const screen = await here.open();
    await screen.say('long 400 slow 20');
    await screen.until(() => (screen.turn()?.reply.parts.length ?? 0) > 0);
    const before = (await screen.read()).session?.binding?.conversationId;
    const { sessionId } = screen;
    await screen.command({ type: 'clear', sessionId, undoId: createId() });
    expect(await screen.lines()).toEqual([]);
    expect(screen.turn()).toBeNull();
    await screen.reply(await screen.say('Hello'));
    expect(await screen.lines()).toHaveLength(2);
    expect(agent.requests().some(({ path }) => path.endsWith('/cancel'))).toBe(true);
    expect((await screen.read()).session?.binding?.conversationId).not.toBe(before);
  });

  test('undo brings everything back, on both devices and for the agent', async () => {
    const { here, there } = await twoDevices();
    const screen = await here.open();
    await screen.reply(await screen.say('One'));
    const other = await there.open(screen.sessionId);
    await other.until(async () => (await other.lines()).length === 2);
    const lines = await screen.lines();
    const before = (await screen.read()).session?.binding;
    const [undoId, { sessionId }] = [createId(), screen];
    await screen.command({ type: 'clear', sessionId, undoId });
    await other.until(async () => (await other.lines()).length === 0);
    await screen.command({ type: 'undo', undoId });
    expect(await screen.lines()).toEqual(lines);
    expect((await screen.read()).session?.binding).toEqual(before);
    await other.until(async () => (await other.lines()).length === 2);
    expect(await other.lines()).toEqual(lines);
  });
});

test('rename and delete reach the other device', async () => {
  const { here, there } = await twoDevices();
  const screen = await here.open();
  await screen.reply(await screen.say('One'));
  const { sessionId } = screen;
  await screen.command({ type: 'rename', sessionId, title: 'Rust jobs' });
  const other = await there.open(sessionId);
  await other.until(async () => (await other.read()).session?.title === 'Rust jobs');
  await other.command({ type: 'delete-session', sessionId, undoId: createId() });
  await screen.until(async () => (await screen.read()).session?.deleted === true);
});

test('a draft survives the worker and never leaves the device', async () => {
  const { here, there } = await twoDevices();
  const screen = await here.open();
  await screen.reply(await screen.say('One'));
  const { sessionId } = screen;
  await screen.command({ type: 'save-draft', sessionId, text: 'half a thou' });
  here.kill();
  expect((await screen.read()).draft).toBe('half a thou');
  await here.idle();
  const other = await there.open(sessionId);
  await other.until(async () => (await other.lines()).length === 2);
  expect((await other.read()).draft).toBe('');
});
