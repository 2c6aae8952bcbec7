import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import * as v from 'valibot';
import { servePage } from '../../../scripts/start/serve-page.ts';
import { openChromium } from '../support/chromium.ts';
import { panelParts, send } from '../support/panel.ts';

/*
 * Against the server named by LETTA_BASE_URL (`npm run letta:real` starts one). Its agent is asked for a slow
 * answer by LETTA_SLOW_WORDS, so that there is a middle to kill the worker in.
 */
const baseUrl = process.env['LETTA_BASE_URL'] ?? '';
const agentId = process.env['LETTA_AGENT_ID'] ?? '';
const slowWords = process.env['LETTA_SLOW_WORDS'] ?? 'Please tell me a story of about five hundred words.';

const conversationsSchema = v.array(v.object({ id: v.string() }));
const messagesSchema = v.array(v.object({ message_type: v.string(), content: v.optional(v.unknown()) }));

async function read(path: string): Promise<unknown> {
  const headers = { authorization: `Bearer ${process.env['LETTA_API_KEY'] ?? ''}` };
  return (await fetch(`${baseUrl}${path}`, { headers })).json();
}

/** What the newest conversation of the agent holds of one kind. */
async function readHistory(type: string): Promise<readonly string[]> {
  const list = await read(`/v1/conversations/?agent_id=${agentId}&order=desc&limit=1`);
  const [newest] = v.parse(conversationsSchema, list);
  const messages = await read(`/v1/conversations/${newest?.id}/messages?limit=50&order=asc`);
  return v
    .parse(messagesSchema, messages)
    .flatMap(({ message_type, content }) => (message_type === type ? [String(content)] : []));
}

test('a real Letta agent answers in the side panel, also when the worker dies in mid-answer', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'talentscout-real-'));
  const page = await servePage(0);
  const device = await openChromium(join(folder, 'profile'));
  try {
    const letta = {
      baseUrl,
      apiKey: process.env['LETTA_API_KEY'] ?? '',
      agentId,
      agentName: 'Career agent',
      practice: false,
    };
    await device.connect({ letta, mirror: null });
    await device.open(page.url);
    const panel = await device.openPanel();
    await send(panel, slowWords);
    const answers = panelParts(panel).log.getByRole('article', { name: 'Career agent' });
    await expect(answers.last()).toContainText(/\w+ \w+/);
    await device.stopWorker();
    await expect(panelParts(panel).stop).toBeHidden({ timeout: 90_000 });
    await expect(answers).toHaveCount(1);
    const shown = (await answers.last().innerText()).replaceAll(/\s+/g, ' ');
    const [held] = await readHistory('assistant_message');
    expect(held ?? '').not.toBe('');
    expect(shown).toContain((held ?? '').trim().replaceAll(/\s+/g, ' '));
    expect(await readHistory('user_message')).toHaveLength(1);
  } finally {
    await device.close();
    await page.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});
