import { describe, expect, test } from 'vitest';
import type { PracticeAgent } from '../../server/practice-agent/start-practice-agent.ts';
import { type Message, textOf } from '../../utils/chat/message.ts';
import { createPageConsents } from '../../utils/settings/page-consents.ts';
import type { Device } from '../fakes/device.ts';
import { postingPage } from '../fakes/pages.ts';
import type { Screen } from '../fakes/screen.ts';
import { connectTo, openAgent, openDevice, userMessages } from './setup.ts';

const address = 'https://jobs.example.com/1';
const words = 'read the page';
/** From the press, or from the sending, to the stored answer. */
const steps = Array.from({ length: 30 }, (_, index) => index + 1);

async function openBeside(redis: boolean): Promise<{ agent: PracticeAgent; device: Device; screen: Screen }> {
  const agent = await openAgent({ paceMs: 1, redis });
  const device = openDevice(connectTo(agent));
  device.pages.open(address, postingPage(address, 'Rust developer', 'We build crates.'));
  return { agent, device, screen: await device.open() };
}

async function approve(screen: Screen, turnId: string): Promise<void> {
  const calls = await screen.until(() => {
    const turn = screen.turn();
    const open = turn?.reply.parts.flatMap((part) =>
      part.type === 'tool' && part.state === 'approval' ? [part.callId] : [],
    );
    return turn?.state === 'approval' && open !== undefined && open.length > 0 ? open : null;
  }, 'a question');
  const decisions = calls.map((callId) => ({ callId, approve: true, reason: '' }));
  await screen.command({ type: 'decide', sessionId: screen.sessionId, turnId, decisions });
}

/** The agent got one answer to its one question, and the screen shows all of it. */
async function expectOneAnswer(agent: PracticeAgent, screen: Screen, reply: Message): Promise<void> {
  expect(reply).toMatchObject({ status: 'final', trouble: null });
  expect(reply.parts.flatMap((part) => (part.type === 'tool' ? [part.state] : []))).toEqual(['done']);
  expect(textOf(reply)).toContain('| Company | Ferris |');
  expect(userMessages(agent)).toEqual([words]);
  const { session } = await screen.read();
  const heard = agent.history(session?.binding?.conversationId ?? null).map((item) => item['message_type']);
  expect(heard.filter((type) => type === 'approval_response_message')).toHaveLength(1);
  expect(heard.filter((type) => type === 'assistant_message')).toHaveLength(1);
}

describe.each([
  ['with Redis', true],
  ['without Redis', false],
])('the worker is stopped while the agent wants the page, on a server %s', (_name, redis) => {
  test.each(steps)('at step %i after the press: the answer is given once', async (step) => {
    const { agent, device, screen } = await openBeside(redis);
    const id = await screen.say(words);
    await screen.until(() => screen.turn()?.state === 'approval');
    device.killAtStep = step;
    await approve(screen, id);
    await expectOneAnswer(agent, screen, await screen.reply(id));
    if (step <= 8) expect(device.killAtStep).toBeNull();
  });
});

describe('the worker is stopped while a page is read that may always be read', () => {
  const later = Array.from({ length: 40 }, (_, index) => index + 1);
  test.each(later)('at step %i after the sending: the answer is given once', async (step) => {
    const { agent, device, screen } = await openBeside(true);
    await createPageConsents(device.local).update((all) => ({ ...all, always: true }));
    device.killAtStep = step;
    await expectOneAnswer(agent, screen, await screen.reply(await screen.say(words)));
  });
});

test('what was read before the worker died is not read again', async () => {
  const { agent, device, screen } = await openBeside(true);
  const id = await screen.say(words);
  await screen.until(() => screen.turn()?.state === 'approval');
  agent.setFaults([{ when: 'send', how: 'stall' }]);
  await approve(screen, id);
  await screen.until(async () => (await screen.read()).turn?.state === 'answering');
  const kept = (await screen.read()).turn;
  expect(kept?.results).toMatchObject([{ status: 'success' }]);
  device.kill();
  agent.setFaults([]);
  device.wake();
  await expectOneAnswer(agent, screen, await screen.reply(id));
  expect(device.pages.reads).toHaveLength(1);
});

test('a question that waited while the browser was closed is answered with what is open then', async () => {
  const { agent, device, screen } = await openBeside(true);
  const id = await screen.say(words);
  await screen.until(async () => (await screen.read()).turn?.state === 'approval');
  await screen.close();
  device.kill();
  const later = await device.open(screen.sessionId);
  await approve(later, id);
  await expectOneAnswer(agent, later, await later.reply(id));
});
