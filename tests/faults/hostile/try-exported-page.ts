import { setTimeout as wait } from 'node:timers/promises';
import { toExportFile } from '../../../utils/export/to-export-file.ts';
import { createTally, type FaultResult } from '../fault-report.ts';
import { findDangers } from './find-dangers.ts';
import { toHostileChats } from './hostile-chats.ts';
import type { HostileBrowser } from './hostile-browser.ts';
import type { Canary } from './open-canary.ts';

/** All strings in one exported page, opened as anybody would who was sent it. */
export async function tryExportedPage(
  browser: HostileBrowser,
  { canary, strings }: { readonly canary: Canary; readonly strings: readonly string[] },
): Promise<readonly FaultResult[]> {
  const tally = createTally(8, 'strings in an exported page');
  const page = await browser.context.newPage();
  for (const [index, chat] of toHostileChats(strings, 60).entries()) {
    const title = chat.title;
    const session = {
      id: chat.sessionId,
      title,
      titleByUser: true,
      binding: { agentId: title, agentName: title, conversationId: null },
      createdAt: 0,
      lastAt: 0,
    };
    const { text } = toExportFile(
      { session, messages: chat.messages },
      { format: 'html', reasoning: true, toolCalls: true },
    );
    const address = canary.serve(`/exported-${index}`, text);
    browser.takeAlarms();
    await page.goto(address);
    await wait(300);
    const lies = await page.evaluate(`(${findDangers.toString()})(document.body)`);
    const alarms = browser
      .takeAlarms()
      .filter((alarm) => alarm !== `a request left: ${address}` && !alarm.endsWith('/favicon.ico'));
    const dangers = [...alarms, ...canary.asked, ...(Array.isArray(lies) ? lies.map(String) : [])];
    for (let each = 0; each < chat.messages.length / 2; each += 1) {
      if (dangers.length === 0) tally.survived();
      else tally.lost(dangers.join('; ').slice(0, 300));
    }
  }
  await page.close();
  return [tally.result()];
}
