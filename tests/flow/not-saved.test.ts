import { expect, test } from 'vitest';
import { connectTo, openAgent, openDevice, openMirror } from './setup.ts';

test('when storage refuses, the chat goes on in memory, says so, and heals without a restart', async () => {
  const agent = await openAgent();
  const device = openDevice(connectTo(agent));
  const screen = await device.open();
  await screen.reply(await screen.say('One'));
  device.refuseWrites = true;
  const id = await screen.say('Two');
  await screen.until(() => screen.status()?.store === 'not-saved');
  await screen.until(() => screen.unsaved().some((message) => message.replyTo === id), 'the unsaved answer');
  expect(await screen.lines()).toHaveLength(2);
  expect(device.awake.held).toBeGreaterThan(0);
  device.refuseWrites = false;
  await screen.command({ type: 'save-now' });
  await screen.until(() => screen.status()?.store === 'saved');
  expect(await screen.lines()).toHaveLength(4);
  expect((await screen.read()).messages.at(-1)).toMatchObject({ status: 'final' });
  expect(screen.unsaved()).toEqual([]);
  await screen.until(() => device.awake.held === 0);
});

test('what storage refused is not called mirrored', async () => {
  const agent = await openAgent();
  const mirror = await openMirror();
  const device = openDevice({ ...connectTo(agent), mirror: mirror.settings });
  const screen = await device.open();
  await screen.reply(await screen.say('One'));
  await screen.until(() => screen.status()?.mirror === 'mirrored');
  device.refuseWrites = true;
  await screen.say('Two');
  await screen.until(() => screen.status()?.store === 'not-saved');
  expect(screen.status()?.mirror).toBe('waiting');
});

test('what storage refused survives the worker too', async () => {
  const agent = await openAgent();
  const device = openDevice(connectTo(agent));
  const screen = await device.open();
  await screen.reply(await screen.say('One'));
  device.refuseWrites = true;
  const id = await screen.say('Two');
  await screen.until(() => screen.unsaved().some((message) => message.replyTo === id));
  device.kill();
  device.refuseWrites = false;
  device.wake();
  await device.idle();
  await screen.until(async () => (await screen.lines()).length === 4);
});

test('while storage refuses, the mirror gets everything directly', async () => {
  const agent = await openAgent();
  const mirror = await openMirror();
  const settings = { ...connectTo(agent), mirror: mirror.settings };
  const [device, other] = [openDevice(settings), openDevice(settings)];
  const screen = await device.open();
  device.refuseWrites = true;
  const id = await screen.say('One');
  await screen.until(() => screen.unsaved().some((message) => message.replyTo === id));
  const there = await other.open(screen.sessionId);
  await there.until(async () => (await there.lines()).length === 2, 'the chat on the other device');
});

test('all of a session stays one conversation while storage refuses', async () => {
  const agent = await openAgent();
  const device = openDevice(connectTo(agent));
  const screen = await device.open();
  device.refuseWrites = true;
  for (const words of ['One', 'Two']) {
    const id = await screen.say(words);
    await screen.until(() => screen.turn() === null && screen.unsaved().some((one) => one.replyTo === id));
  }
  const made = agent.requests().filter(({ path }) => path.startsWith('/v1/conversations/?agent_id'));
  expect(made).toHaveLength(1);
});
