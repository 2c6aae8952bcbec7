import { expect, test } from 'vitest';
import { createId } from '../../utils/chat/id.ts';
import { connectTo, openAgent, openDevice } from './setup.ts';

/** What the agent was told in requests that start a turn. */
function told(agent: Awaited<ReturnType<typeof openAgent>>): readonly string[] {
  return agent
    .requests()
    .filter(({ method, path }) => method === 'POST' && /\/messages/.test(path))
    .map(({ body }) => JSON.stringify(body));
}

test('the agent of a fork knows what was said before, once, and the chat goes on from there', async () => {
  const agent = await openAgent();
  const device = openDevice(connectTo(agent));
  const screen = await device.open();
  await screen.reply(await screen.say('My salary wish is 4711'));
  const last = await screen.reply(await screen.say('And I live in Oslo'));
  const sessionId = createId();
  const { messages } = await screen.read();
  const first = messages[1];
  const fork = {
    type: 'fork',
    fromSessionId: screen.sessionId,
    messageId: first?.id ?? '',
    sessionId,
  } as const;
  expect(await screen.command(fork)).toBeNull();
  // A command is repeated after a reconnect.
  expect(await screen.command(fork)).toBeNull();
  const copy = await device.open(sessionId);
  expect(await copy.lines()).toHaveLength(2);
  await copy.reply(await copy.say('What do you know?'));
  await copy.reply(await copy.say('And now?'));
  const [before, after] = told(agent).slice(-2);
  expect(before).toContain('My salary wish is 4711');
  expect(before).not.toContain('Oslo');
  expect(after).not.toContain('4711');
  expect(await copy.lines()).toHaveLength(6);
  expect((await screen.read()).messages.at(-1)?.id).toBe(last.id);
});

test('the agent of a merged chat knows both', async () => {
  const agent = await openAgent();
  const device = openDevice(connectTo(agent));
  const one = await device.open();
  await one.reply(await one.say('First chat: apples'));
  const two = await device.open();
  await two.reply(await two.say('Second chat: pears'));
  const sessionId = createId();
  const fromSessionIds = [one.sessionId, two.sessionId];
  expect(await one.command({ type: 'merge', fromSessionIds, sessionId, title: 'Fruit' })).toBeNull();
  const both = await device.open(sessionId);
  await both.reply(await both.say('What fruit?'));
  const request = told(agent).at(-1);
  expect(request).toContain('First chat: apples');
  expect(request).toContain('Second chat: pears');
  expect((await both.lines())[0]).toBe('You: First chat: apples');
});

test('a worker that dies after it made the conversation still tells the agent what was said', async () => {
  for (let step = 1; step < 40; step += 3) {
    const agent = await openAgent();
    const device = openDevice(connectTo(agent));
    const screen = await device.open();
    const first = await screen.reply(await screen.say('Remember the 4711'));
    const sessionId = createId();
    await screen.command({ type: 'fork', fromSessionId: screen.sessionId, messageId: first.id, sessionId });
    const copy = await device.open(sessionId);
    device.killAtStep = step;
    const reply = await copy.reply(await copy.say('What do you know?'));
    device.killAtStep = null;
    expect(reply.status).toBe('final');
    const started = told(agent).filter((body) => body.includes('What do you know?'));
    expect(started.length, `step ${step}`).toBeGreaterThan(0);
    for (const body of started) expect(body, `step ${step}`).toContain('4711');
  }
});

test('what was cleared while storage refuses is told to no agent', async () => {
  const agent = await openAgent();
  const device = openDevice(connectTo(agent));
  const screen = await device.open();
  await screen.reply(await screen.say('A secret: 4711'));
  device.refuseWrites = true;
  const { sessionId } = screen;
  await screen.command({ type: 'clear', sessionId, undoId: createId() });
  const id = await screen.say('Something else');
  await screen.until(() => screen.unsaved().some((message) => message.replyTo === id));
  expect(told(agent).at(-1)).toContain('Something else');
  expect(told(agent).at(-1)).not.toContain('4711');
});
