import { afterEach, describe, expect, test } from 'vitest';
import { textOf, type Message } from '../../utils/chat/message.ts';
import { parseBaseUrl } from '../../utils/letta/base-url.ts';
import { createPageConsents } from '../../utils/settings/page-consents.ts';
import { createDevice, type Device } from '../fakes/device.ts';
import { postingPage } from '../fakes/pages.ts';
import type { Screen } from '../fakes/screen.ts';

const env = process.env;
const baseUrl = parseBaseUrl(env['LETTA_BASE_URL'] ?? '') ?? '';
const agentId = env['LETTA_AGENT_ID'] ?? '';
/** Only the stand-in for a model that `letta:real` starts can be told which tools to call. */
const canAsk = Boolean(env['LETTA_TOOL_WORDS']) && agentId !== '';
const address = 'https://jobs.example.com/1';

const devices: Device[] = [];
afterEach(async () => {
  for (const device of devices.splice(0)) await device.close();
});

async function openBeside(): Promise<{ device: Device; screen: Screen }> {
  const letta = { baseUrl, apiKey: env['LETTA_API_KEY'] ?? '', agentId, agentName: 'Ada', practice: false };
  const device = createDevice({ letta }, { stallMs: 30_000 });
  devices.push(device);
  device.pages.open(address, postingPage(address, 'Rust developer', 'We build crates.'));
  return { device, screen: await device.open() };
}

async function ask(
  screen: Screen,
  words: string,
  calls: number,
): Promise<{ id: string; callIds: readonly string[] }> {
  const id = await screen.say(words);
  const callIds = await screen.until(() => {
    const turn = screen.turn();
    const open = turn?.reply.parts.flatMap((part) =>
      part.type === 'tool' && part.state === 'approval' ? [part.callId] : [],
    );
    return turn?.state === 'approval' && open?.length === calls ? open : null;
  }, 'a question');
  return { id, callIds };
}

async function decide(
  screen: Screen,
  turnId: string,
  callIds: readonly string[],
  approve: boolean,
): Promise<void> {
  const decisions = callIds.map((callId) => ({ callId, approve, reason: '' }));
  await screen.command({ type: 'decide', sessionId: screen.sessionId, turnId, decisions });
}

/** Off for an agent that was made without a word about it. */
async function allowParallelCalls(allowed: boolean): Promise<void> {
  await fetch(`${baseUrl}/v1/agents/${agentId}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${env['LETTA_API_KEY'] ?? ''}`, 'content-type': 'application/json' },
    body: JSON.stringify({ parallel_tool_calls: allowed }),
  });
}

function tools(message: Message): readonly string[] {
  return message.parts.flatMap((part) => (part.type === 'tool' ? [`${part.name} ${part.state}`] : []));
}

describe.skipIf(!canAsk)('a real agent asks to read the page', () => {
  test('and hears what stands there, as quoted material', async () => {
    const { screen } = await openBeside();
    const { id, callIds } = await ask(screen, 'use read_job_page and say', 1);
    await decide(screen, id, callIds, true);
    const reply = await screen.reply(id);
    expect(reply).toMatchObject({ status: 'final', trouble: null });
    expect(tools(reply)).toEqual(['read_job_page done']);
    expect(textOf(reply)).toContain('We build crates.');
    expect(textOf(reply)).toContain('quoted-page');
  });

  test('and hears that the user refused', async () => {
    const { screen } = await openBeside();
    const { id, callIds } = await ask(screen, 'use read_job_page and say', 1);
    await decide(screen, id, callIds, false);
    const reply = await screen.reply(id);
    expect(reply).toMatchObject({ status: 'final' });
    expect(tools(reply)).toEqual(['read_job_page denied']);
    expect(textOf(reply)).toContain('The user refused.');
  });

  test('and for the selection at once: one is read, the other refused, both are answered together', async () => {
    await allowParallelCalls(true);
    const { screen } = await openBeside();
    const { id, callIds } = await ask(screen, 'use read_job_page and read_selection, then say', 2);
    await decide(screen, id, callIds.slice(0, 1), true);
    await decide(screen, id, callIds.slice(1), false);
    const reply = await screen.reply(id);
    expect(reply).toMatchObject({ status: 'final', trouble: null });
    expect(tools(reply)).toEqual(['read_job_page done', 'read_selection denied']);
    expect(textOf(reply)).toContain('We build crates.');
  });

  test('and for more than it may at once: it hears of the first', async () => {
    await allowParallelCalls(false);
    const { screen } = await openBeside();
    const { id, callIds } = await ask(screen, 'use read_job_page and read_selection, then say', 2);
    await decide(screen, id, callIds, true);
    const reply = await screen.reply(id);
    expect(reply).toMatchObject({ status: 'final', trouble: null });
    expect(tools(reply)).toEqual(['read_job_page done', 'read_selection failed']);
    expect(textOf(reply)).toContain('We build crates.');
  });

  test('without a question, where it may always', async () => {
    await allowParallelCalls(true);
    const { device, screen } = await openBeside();
    await createPageConsents(device.local).update((all) => ({ ...all, always: true }));
    const reply = await screen.reply(await screen.say('use read_job_page and read_selection'));
    expect(reply).toMatchObject({ status: 'final', trouble: null });
    expect(tools(reply)).toEqual(['read_job_page done', 'read_selection done']);
  });

  test('new words instead free the conversation', async () => {
    const { screen } = await openBeside();
    const { id } = await ask(screen, 'use read_job_page', 1);
    expect(await screen.reply(await screen.say('Never mind.'))).toMatchObject({ status: 'final' });
    expect(tools(await screen.reply(id))).toEqual(['read_job_page denied']);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14])(
    'and gets one answer where the worker dies at step %i after the press',
    async (step) => {
      const { device, screen } = await openBeside();
      const { id, callIds } = await ask(screen, 'use read_job_page and say', 1);
      device.killAtStep = step;
      await decide(screen, id, callIds, true);
      const reply = await screen.reply(id);
      expect(reply).toMatchObject({ status: 'final', trouble: null });
      expect(tools(reply)).toEqual(['read_job_page done']);
      const { session } = await screen.read();
      const path = `/v1/conversations/${session?.binding?.conversationId}/messages?limit=50&order=asc`;
      const headers = { authorization: `Bearer ${env['LETTA_API_KEY'] ?? ''}` };
      const history: unknown = await (await fetch(`${baseUrl}${path}`, { headers })).json();
      const heard = JSON.stringify(history).match(/"message_type":"(?:approval_response|user)_message"/g);
      expect(heard).toHaveLength(2);
    },
  );
});
