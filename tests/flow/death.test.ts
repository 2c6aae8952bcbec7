import { describe, expect, test } from 'vitest';
import { textOf } from '../../utils/chat/message.ts';
import type { PracticeAgent } from '../../server/practice-agent/start-practice-agent.ts';
import type { Screen } from '../fakes/screen.ts';
import { connectTo, contentOf, openAgent, openDevice, userMessages } from './setup.ts';

const words = 'long 60';
/** Every turn takes at least so many steps (in the foreground some more). */
const surelyReached = 14;

/** What the agent itself has stored as its last answer. */
async function answerOf(agent: PracticeAgent, screen: Screen): Promise<string> {
  const conversationId = (await screen.read()).session?.binding?.conversationId ?? null;
  const last = agent.history(conversationId).findLast((item) => item['message_type'] === 'assistant_message');
  return contentOf(last);
}

/** Nothing was asked twice, and the screen has what the agent has. */
async function expectOneAnswer(agent: PracticeAgent, screen: Screen, id: string): Promise<void> {
  const reply = await screen.reply(id);
  expect(reply).toMatchObject({ status: 'final', trouble: null });
  expect(textOf(reply)).toBe((await answerOf(agent, screen)).trimEnd());
  expect(userMessages(agent)).toEqual([words]);
  expect((await screen.read()).messages).toHaveLength(2);
}

describe('the worker is stopped', () => {
  const steps = Array.from({ length: 22 }, (_, index) => index + 1);
  test.each(steps)('at its step %i of a turn, and the answer is whole and asked for once', async (step) => {
    const agent = await openAgent({ paceMs: 2 });
    const device = openDevice(connectTo(agent));
    const screen = await device.open();
    device.killAtStep = step;
    await expectOneAnswer(agent, screen, await screen.say(words));
    if (step <= surelyReached) expect(device.killAtStep).toBeNull();
  });

  test('in mid-answer, with no panel open, and resumes at the next wake', async () => {
    const agent = await openAgent({ paceMs: 10 });
    const device = openDevice(connectTo(agent));
    const screen = await device.open();
    const id = await screen.say(words);
    await screen.until(async () => ((await screen.read()).turn?.reply.parts.length ?? 0) > 0);
    await screen.close();
    device.kill();
    device.wake();
    await device.idle();
    const later = await device.open(screen.sessionId);
    await expectOneAnswer(agent, later, id);
  });

  test('again and again', async () => {
    const agent = await openAgent({ paceMs: 10 });
    const device = openDevice(connectTo(agent));
    const screen = await device.open();
    const id = await screen.say(words);
    for (let times = 0; times < 5; times += 1) {
      await new Promise((resolve) => setTimeout(resolve, 60));
      device.kill();
    }
    await expectOneAnswer(agent, screen, id);
  });

  test('and comes back after the answer was finished', async () => {
    const agent = await openAgent({ paceMs: 2 });
    const device = openDevice(connectTo(agent));
    const screen = await device.open();
    const id = await screen.say(words);
    await screen.until(() => (screen.turn()?.reply.parts.length ?? 0) > 0);
    await screen.close();
    device.kill();
    await new Promise((resolve) => setTimeout(resolve, 400));
    device.wake();
    await device.idle();
    await expectOneAnswer(agent, await device.open(screen.sessionId), id);
  });
});

describe('the worker is stopped while a server without Redis answers', () => {
  const steps = Array.from({ length: 26 }, (_, index) => index + 1);
  test.each(steps)('at its step %i, and nothing is ever sent twice', async (step) => {
    const agent = await openAgent({ paceMs: 2, redis: false });
    const device = openDevice(connectTo(agent));
    const screen = await device.open();
    device.killAtStep = step;
    const id = await screen.say(words);
    let reply = await screen.reply(id);
    expect(userMessages(agent).length).toBeLessThanOrEqual(1);
    if (reply.status !== 'final') {
      // Only where the request never went out: then the user is asked, and one press settles it.
      expect(reply).toMatchObject({ status: 'error', trouble: { reason: 'cut' } });
      expect(userMessages(agent)).toEqual([]);
      await screen.command({ type: 'retry', sessionId: screen.sessionId, messageId: id });
      await screen.until(async () => (reply = await screen.reply(id)).status === 'final');
    }
    await expectOneAnswer(agent, screen, id);
  });
});

describe('the connection breaks in mid-answer', () => {
  test.each([
    ['once', 1, true],
    ['three times', 3, true],
    ['once, without Redis', 1, false],
  ])('%s, and the answer is whole', async (_name, times, redis) => {
    const agent = await openAgent({
      paceMs: 2,
      redis,
      faults: [{ when: 'stream', how: 'cut', after: 8, times }],
    });
    const screen = await openDevice(connectTo(agent)).open();
    await expectOneAnswer(agent, screen, await screen.say(words));
  });

  test('a stream that just ends without its end is taken for broken', async () => {
    const agent = await openAgent({ faults: [{ when: 'stream', how: 'end', after: 8, times: 1 }] });
    const screen = await openDevice(connectTo(agent)).open();
    await expectOneAnswer(agent, screen, await screen.say(words));
  });

  test('a stream that falls silent is taken up again', async () => {
    const agent = await openAgent({ faults: [{ when: 'stream', how: 'stall', after: 8, times: 1 }] });
    const screen = await openDevice(connectTo(agent)).open();
    await expectOneAnswer(agent, screen, await screen.say(words));
  });
});
