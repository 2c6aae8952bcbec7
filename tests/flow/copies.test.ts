import { describe, expect, test } from 'vitest';
import { createId } from '../../utils/chat/id.ts';
import { textOf } from '../../utils/chat/message.ts';
import { openStore } from '../../utils/store/open-store.ts';
import { applyWrite } from '../../utils/store/write.ts';
import type { Device } from '../fakes/device.ts';
import type { Screen } from '../fakes/screen.ts';
import { userMessage } from '../store/fixtures.ts';
import { connectTo, openAgent, openDevice, openMirror } from './setup.ts';

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
  expect(told(agent).at(-1)).toContain('It joins: “First chat: apples”, “Second chat: pears”.');
  const request = told(agent).at(-1);
  expect(request).toContain('First chat: apples');
  expect(request).toContain('Second chat: pears');
  expect((await both.lines())[0]).toBe('You: First chat: apples');
});

/** All that the agent knows in the conversation of a session. */
async function knows(agent: Awaited<ReturnType<typeof openAgent>>, screen: Screen): Promise<string> {
  const binding = (await screen.read()).session?.binding ?? null;
  expect(binding?.conversationId).not.toBeNull();
  return JSON.stringify(agent.history(binding?.conversationId ?? null));
}

/** Forks a chat at its end (or at `messageId`), and opens the copy. */
async function forkChat(device: Device, from: Screen, messageId?: string, sessionId = createId()) {
  const last = (await from.read()).messages.at(-1)?.id ?? '';
  const fork = {
    type: 'fork',
    fromSessionId: from.sessionId,
    messageId: messageId ?? last,
    sessionId,
  } as const;
  expect(await from.command(fork)).toBeNull();
  return device.open(sessionId);
}

const forksOf = (agent: Awaited<ReturnType<typeof openAgent>>) =>
  agent.requests().filter(({ path }) => path.endsWith('/fork')).length;

test('the agent of a merged chat knows of a short old chat beside a long new one, and what it was not told', async () => {
  const agent = await openAgent();
  const device = openDevice(connectTo(agent));
  const short = await device.open();
  await short.reply(await short.say('Short chat: the code is 4711'));
  const long = await device.open();
  await long.reply(await long.say('Long chat begins'));
  const db = await openStore({ name: device.name });
  const messages = Array.from({ length: 300 }, (_, index) => ({
    ...userMessage(long.sessionId, `Line ${index} ${'x'.repeat(200)}`),
    hlc: `${String(Date.now() + index).padStart(15, '0')}.0000.test`,
  }));
  await applyWrite(db, { type: 'save-messages', messages });
  db.close();
  const sessionId = createId();
  const fromSessionIds = [short.sessionId, long.sessionId];
  await short.command({ type: 'merge', fromSessionIds, sessionId, title: '' });
  const both = await device.open(sessionId);
  await both.reply(await both.say('What is the code?'));
  const request = told(agent).at(-1) ?? '';
  expect(request).toContain('the code is 4711');
  expect(request).toContain('Line 299');
  expect(request).not.toContain('Line 100 ');
  expect(request).toMatch(/\[\d+ older messages are left out of “[^”]+”\.\]/);
});

describe('a chat that is forked at its end', () => {
  test('goes on in a copy of the agent’s own conversation', async () => {
    const agent = await openAgent();
    const device = openDevice(connectTo(agent));
    const screen = await device.open();
    await screen.reply(await screen.say('My name is Quux'));
    const copy = await forkChat(device, screen);
    await copy.until(async () => (await copy.read()).session?.binding?.conversationId, 'its conversation');
    // What is said in the one chat is not heard in the other, from now on.
    await screen.reply(await screen.say('I live in Oslo'));
    const reply = await copy.reply(await copy.say('What is my name?'));
    expect(textOf(reply)).toContain('Quux');
    expect(told(agent).at(-1)).not.toContain('Quux');
    expect(forksOf(agent)).toBe(1);
    expect(await knows(agent, copy)).not.toContain('Oslo');
    expect(await knows(agent, screen)).not.toContain('What is my name?');
    // And a fork of the fork.
    const third = await forkChat(device, copy);
    expect(textOf(await third.reply(await third.say('What is my name?')))).toContain('Quux');
    expect([forksOf(agent), told(agent).filter((body) => body.includes('earlier-conversation'))]).toEqual([
      2,
      [],
    ]);
  });

  test('gets it with its first words where nobody was connected, or the server was away', async () => {
    const agent = await openAgent();
    const device = openDevice(connectTo(agent));
    const screen = await device.open();
    await screen.reply(await screen.say('My name is Quux'));
    device.settings = { ...device.settings, letta: null };
    const offline = await forkChat(device, screen);
    device.settings = { ...device.settings, ...connectTo(agent) };
    agent.setFaults([{ when: 'fork', how: 'cut', times: 1 }]);
    const away = await forkChat(device, screen);
    for (const copy of [offline, away]) {
      expect(textOf(await copy.reply(await copy.say('What is my name?')))).toContain('Quux');
      expect(told(agent).at(-1)).not.toContain('Quux');
    }
  });

  test.each([404, 422, 500, 'cut'] as const)(
    'is told what was said where the server answers %s',
    async (how) => {
      const agent = await openAgent();
      agent.setFaults([{ when: 'fork', how }]);
      const device = openDevice(connectTo(agent));
      const screen = await device.open();
      await screen.reply(await screen.say('My name is Quux'));
      const copy = await forkChat(device, screen);
      expect(textOf(await copy.reply(await copy.say('What is my name?')))).toContain('Quux');
      expect(told(agent).at(-1)).toContain('earlier-conversation');
      expect(forksOf(agent)).toBeGreaterThan(0);
    },
  );

  test('is told what was said by a server that is too old to be asked', async () => {
    const agent = await openAgent({ version: '0.16.6' });
    const device = openDevice(connectTo(agent));
    const screen = await device.open();
    await screen.reply(await screen.say('My name is Quux'));
    const copy = await forkChat(device, screen);
    await copy.reply(await copy.say('What is my name?'));
    expect([forksOf(agent), await knows(agent, copy)]).toEqual([0, expect.stringContaining('Quux')]);
  });

  test('hears nothing of what was said meanwhile, here or on a device that this one has not heard of', async () => {
    const agent = await openAgent();
    const here = openDevice(connectTo(agent));
    const screen = await here.open();
    await screen.reply(await screen.say('My name is Quux'));
    const { letta } = here.settings;
    here.settings = { ...here.settings, letta: null };
    const copy = await forkChat(here, screen);
    const other = await forkChat(here, screen);
    here.settings = { ...here.settings, letta };
    // The same conversation, spoken in from elsewhere.
    const conversationId = (await screen.read()).session?.binding?.conversationId ?? '';
    const body = { messages: [{ role: 'user', content: 'I live in Oslo' }], streaming: false };
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    };
    const said = await fetch(`${agent.url}/v1/conversations/${conversationId}/messages`, init);
    expect(said.status).toBe(200);
    await copy.reply(await copy.say('What is my name?'));
    await screen.reply(await screen.say('I like pears'));
    await other.reply(await other.say('What is my name?'));
    for (const one of [copy, other]) {
      const known = await knows(agent, one);
      expect(known).toContain('Quux');
      expect(known).not.toMatch(/Oslo|pears/);
    }
  });

  test('is told what is in it where the agent knows another version of a question, too', async () => {
    const agent = await openAgent();
    const device = openDevice(connectTo(agent));
    const screen = await device.open();
    const first = await screen.say('I live in Oslo');
    await screen.reply(first);
    const [messageId, { sessionId }] = [createId(), screen];
    const edited = { type: 'send', sessionId, messageId, text: 'I live in Rome', variantOf: first } as const;
    expect(await screen.command(edited)).toBeNull();
    await screen.reply(messageId);
    const copy = await forkChat(device, screen);
    await copy.reply(await copy.say('Where do I live?'));
    expect(await knows(agent, copy)).toMatch(/Rome/);
    expect(await knows(agent, copy)).not.toMatch(/Oslo/);
  });

  test('is one chat with one conversation where two devices forked it under one name', async () => {
    const agent = await openAgent();
    const mirror = await openMirror();
    const settings = { ...connectTo(agent), mirror: mirror.settings };
    const [here, there] = [openDevice(settings), openDevice(settings)];
    const screen = await here.open();
    await screen.reply(await screen.say('My name is Quux'));
    const other = await there.open(screen.sessionId);
    await other.until(async () => (await other.lines()).length === 2);
    await mirror.stop();
    const sessionId = createId();
    const copies = [
      await forkChat(here, screen, undefined, sessionId),
      await forkChat(there, other, undefined, sessionId),
    ];
    for (const copy of copies) {
      await copy.until(async () => (await copy.read()).session?.binding?.conversationId);
    }
    await mirror.start();
    for (const device of [here, there, here]) {
      device.wake();
      await device.idle();
    }
    const [one, two] = await Promise.all(copies.map((copy) => copy.read()));
    expect(one?.messages).toHaveLength(2);
    expect(two?.messages).toEqual(one?.messages);
    expect(two?.session?.binding).toEqual(one?.session?.binding);
    for (const copy of copies) {
      expect(textOf(await copy.reply(await copy.say('What is my name?')))).toContain('Quux');
    }
  });
});

test.each(['forks', 'cannot fork'])(
  'where the server %s the agent of a fork knows all after a worker died',
  async (can) => {
    for (let step = 1; step < 40; step += 3) {
      const agent = await openAgent();
      if (can !== 'forks') agent.setFaults([{ when: 'fork', how: 404 }]);
      const device = openDevice(connectTo(agent));
      const screen = await device.open();
      await screen.reply(await screen.say('Remember the 4711'));
      const copy = await forkChat(device, screen);
      device.killAtStep = step;
      const reply = await copy.reply(await copy.say('What do you know?'));
      device.killAtStep = null;
      expect(reply.status).toBe('final');
      expect(await knows(agent, copy), `step ${step}`).toContain('4711');
      expect(await knows(agent, copy), `step ${step}`).toContain('What do you know?');
    }
  },
);

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
