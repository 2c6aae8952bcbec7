import { setTimeout as wait } from 'node:timers/promises';
import { createTally, type FaultResult } from '../fault-report.ts';
import { findDangers } from './find-dangers.ts';
import type { HostileBrowser } from './hostile-browser.ts';
import type { Canary } from './open-canary.ts';

/** A file of chats whose titles, models and words are the strings, through the panel's own dialog. */
export async function tryImportDialog(
  browser: HostileBrowser,
  { canary, strings }: { readonly canary: Canary; readonly strings: readonly string[] },
): Promise<readonly FaultResult[]> {
  const tally = createTally(8, 'strings in the dialog that imports them');
  const panel = await browser.openOwn('sidepanel.html');
  await panel.getByRole('button', { name: 'Menu', exact: true }).click();
  await panel.getByRole('menuitem', { name: 'Import…' }).click();
  const dialog = panel.getByRole('dialog', { name: 'Import chats' });
  const dangers: string[] = [];
  const look = async (): Promise<void> => {
    await wait(200);
    const lies = await panel.evaluate(`(${findDangers.toString()})(document.body)`);
    dangers.push(...browser.takeAlarms(), ...canary.asked, ...(Array.isArray(lies) ? lies.map(String) : []));
  };
  await dialog.getByLabel('File').setInputFiles({
    name: '<img src=x onerror=alert(1)>.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(strings.flatMap(toChats))),
  });
  await dialog.getByRole('list', { name: 'Chats in the file' }).waitFor();
  await dialog.getByRole('button', { name: 'Show more' }).click();
  await dialog.locator('.import-losses summary').click();
  await look();
  await dialog.getByRole('button', { name: `Import ${strings.length} chats` }).click();
  await dialog.getByRole('button', { name: 'Undo import' }).waitFor();
  await dialog.locator('.import-losses summary').click();
  await look();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await look();
  await panel.close();
  for (const text of strings) {
    if (dangers.length === 0) tally.survived();
    else tally.lost(`${dangers.join('; ').slice(0, 300)} with ${text.slice(0, 40)}`);
  }
  return [tally.result()];
}

/** One that comes in, and one that does not. */
function toChats(text: string, index: number): readonly object[] {
  const base = { created_at: 1_700_000_000 + index, title: text, meta: { tags: [text] } };
  const message = { id: text, parentId: null, role: 'assistant', content: text, model: text };
  return [
    { ...base, id: `chat ${index}`, chat: { history: { currentId: 'm', messages: { m: message } } } },
    { ...base, id: `torn ${index}`, chat: { history: 7 } },
  ];
}
