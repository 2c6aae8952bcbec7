import { type Page, expect } from '@playwright/test';
import { test } from '../support/chromium-test.ts';
import { choose, panelParts, readAnswer, send } from '../support/panel.ts';

const chatsOf = (panel: Page) => panel.getByRole('list', { name: 'Chats' }).getByRole('listitem');
const binOf = (panel: Page) => panel.getByRole('list', { name: 'Bin' }).getByRole('listitem');
const undoOf = (panel: Page) => panel.getByRole('button', { name: 'Undo' });

/** Says something in a chat of its own. */
async function talk(panel: Page, words: string): Promise<void> {
  if ((await panelParts(panel).own.count()) > 0) {
    await panel.getByRole('button', { name: 'New chat' }).press('Enter');
    await expect(panelParts(panel).own).toHaveCount(0);
  }
  await send(panel, words);
  await readAnswer(panel);
}

/** What lies in a store of the extension's database, as text. */
function readStore(page: Page, name: string): Promise<string> {
  return page.evaluate(async (store) => {
    const [{ name: database = '' } = {}] = await indexedDB.databases();
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open(database);
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error ?? new Error('not opened'));
    });
    const rows = await new Promise<unknown>((resolve) => {
      const asking = db.transaction(store).objectStore(store).getAll();
      asking.onsuccess = () => resolve(asking.result);
    });
    db.close();
    return JSON.stringify(rows);
  }, name);
}

test('a cleared chat is restored from the bin, another one is deleted for ever; by keyboard', async ({
  panel,
}) => {
  await talk(panel, 'About Oslo');
  await choose(panel, 'Clear chat');
  await expect(panelParts(panel).own).toHaveCount(0);
  await talk(panel, 'About Rome');
  await choose(panel, 'Clear chat');
  await choose(panel, 'Bin');
  await expect(binOf(panel)).toHaveCount(2);
  await panel.getByRole('button', { name: 'Restore “About Oslo”' }).press('Enter');
  await expect(binOf(panel)).toHaveCount(1);
  await panel.getByRole('button', { name: 'Empty bin' }).press('Enter');
  await expect(binOf(panel)).toHaveCount(0);
  // Taken back, and done again.
  await undoOf(panel).press('Enter');
  await expect(binOf(panel)).toHaveCount(1);
  await panel.getByRole('button', { name: 'Delete for ever “About Rome”' }).press('Enter');
  await expect(undoOf(panel)).toBeHidden({ timeout: 20_000 });
  await expect.poll(() => readStore(panel, 'messages'), { timeout: 10_000 }).not.toContain('About Rome');
  await panel.keyboard.press('Escape');
  await panel.getByRole('button', { name: 'Chat history' }).press('Enter');
  await expect(chatsOf(panel)).toHaveCount(1);
  await expect(chatsOf(panel).first()).toContainText('About Oslo');
});

test('with the bin turned off, what is cleared is gone once its Undo is over, and not before', async ({
  device,
  panel,
}) => {
  test.setTimeout(180_000);
  await talk(panel, 'A secret');
  const options = await device.openOwnPage('options.html');
  await options.getByRole('checkbox', { name: 'Keep cleared chats in the bin for 30 days' }).press('Space');
  await expect(options.getByRole('checkbox', { name: /in the bin/ })).not.toBeChecked();
  await choose(panel, 'Clear chat');
  await undoOf(panel).click();
  await expect(panelParts(panel).own).toHaveText([/A secret/]);
  await choose(panel, 'Clear chat');
  await expect(undoOf(panel)).toBeVisible();
  expect(await readStore(options, 'messages')).toContain('A secret');
  await expect.poll(() => readStore(options, 'messages'), { timeout: 100_000 }).not.toContain('A secret');
  await choose(panel, 'Bin');
  await expect(binOf(panel)).toHaveCount(0);
});

test('what will go is shown before it goes, and a pinned chat stays', async ({ device, panel }) => {
  await talk(panel, 'An old story');
  await talk(panel, 'To be kept');
  await panel.getByRole('button', { name: 'Chat history' }).press('Enter');
  await chatsOf(panel).first().getByRole('button', { name: 'Pin' }).press('Enter');
  const options = await device.openOwnPage('options.html');
  const keep = options.getByRole('combobox', { name: 'Keep chats for' });
  await keep.selectOption({ label: '1 day' });
  const section = options.getByRole('region', { name: 'Keeping chats' });
  await expect(section.getByRole('status')).toContainText('1 chat will be deleted on');
  await section.getByText('Which chats').press('Enter');
  await expect(section.getByRole('listitem')).toHaveText([/An old story/]);
  await options.reload();
  await expect(keep).toHaveValue('1');
  await keep.selectOption({ label: 'For ever' });
  await expect(section.getByRole('status')).toHaveCount(0);
});

test('the storage page lists every chat, mends what was damaged, and deletes everything here', async ({
  device,
  panel,
}) => {
  await talk(panel, 'About Oslo');
  await talk(panel, 'About Rome');
  await expect(panelParts(panel).status.first()).toContainText('Mirrored');
  const options = await device.openOwnPage('options.html');
  const storage = options.getByRole('region', { name: 'Storage' });
  await expect(storage.getByText('On this device: 2 chats, 4 messages')).toBeVisible();
  await storage.getByText('Chat by chat').press('Enter');
  await expect(storage.getByText('2 messages · mirrored')).toHaveCount(2);
  // As a damaged disk has it: a message is not there any more.
  await options.evaluate(async () => {
    const [{ name = '' } = {}] = await indexedDB.databases();
    const db = await new Promise<IDBDatabase>((resolve) => {
      const opening = indexedDB.open(name);
      opening.onsuccess = () => resolve(opening.result);
    });
    const store = db.transaction('messages', 'readwrite').objectStore('messages');
    const key = await new Promise<IDBValidKey>((resolve) => {
      const asking = store.getAllKeys();
      asking.onsuccess = () => resolve(asking.result[0] ?? '');
    });
    await new Promise((resolve) => (store.delete(key).onsuccess = resolve));
    db.close();
  });
  await storage.getByRole('button', { name: 'Check and repair' }).press('Enter');
  await expect(storage.getByRole('status').first()).toContainText(
    '1 chat differed (1 message missing here). Now both hold the same: 2 chats and 4 messages.',
  );
  await storage.getByRole('button', { name: 'Check and repair' }).press('Enter');
  await expect(storage.getByRole('status').first()).toContainText('hold the same: 2 chats and 4 messages');

  await storage.getByRole('button', { name: 'Delete everything here', exact: true }).press('Enter');
  await options.keyboard.type('delete');
  await options.keyboard.press('Enter');
  await expect(storage.getByText(/in 10 seconds/)).toBeVisible();
  await options.keyboard.press('Enter');
  await expect(storage.getByText(/in 10 seconds/)).toBeHidden();
  await storage.getByRole('button', { name: 'Delete everything here', exact: true }).press('Enter');
  await options.keyboard.type('delete');
  await options.keyboard.press('Enter');
  await expect(storage.getByText('Everything was deleted.')).toBeVisible({ timeout: 20_000 });
  expect(await readStore(options, 'messages')).toBe('[]');
  await expect(storage.getByText('No mirror is connected.')).toBeVisible();
});
