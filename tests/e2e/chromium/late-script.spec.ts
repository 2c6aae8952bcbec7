import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { chromeExtensionId } from '../../../scripts/browser/extension-facts.ts';
import { openChromium, type TestChromium } from '../support/chromium.ts';
import { test } from '../support/chromium-test.ts';
import { copyExtension, type TestedBuild } from '../support/copy-extension.ts';
import { choose, panelParts, readAnswer, send } from '../support/panel.ts';

/** Clearing and its undo are in the script that the worker loads when it is asked for them. */
async function clearAndUndo(device: TestChromium, panel: Page): Promise<void> {
  await expect(panelParts(panel).own).toHaveCount(1);
  await device.stopWorker();
  await choose(panel, 'Clear chat');
  await expect(panelParts(panel).own).toHaveCount(0);
  await device.stopWorker();
  await panel.getByRole('button', { name: 'Undo' }).press('Enter');
  await expect(panelParts(panel).own).toHaveCount(1);
}

/** Lays another build in the extension's folder, has the browser take it, and opens its panel in a tab. */
async function update(device: TestChromium, profile: string, build: TestedBuild): Promise<Page> {
  await copyExtension('chromium', profile, build);
  const page = await device.openOwnPage('icon/16.png');
  await page.goto('chrome://extensions');
  await page.evaluate(`chrome.developerPrivate.updateProfileConfiguration({ inDeveloperMode: true })
    .then(() => chrome.developerPrivate.reload('${chromeExtensionId}', { failQuietly: true }))`);
  await expect(() => page.goto(`chrome-extension://${chromeExtensionId}/sidepanel.html`)).toPass();
  return page;
}

/** What the running worker has of the second script of a later version. */
async function readMark(device: TestChromium): Promise<unknown> {
  const page = await device.openOwnPage('icon/16.png');
  const worker = page.context().serviceWorkers()[0];
  const mark = await worker?.evaluate('globalThis.lateOf');
  await page.close();
  return mark;
}

test('what is rarely wanted works in a worker that was stopped, after a restart and after an update', async ({
  world,
}) => {
  const profile = join(world.folder, 'late');
  const first = await openChromium(profile);
  try {
    await first.connect(world.connection());
    await first.open(world.pageUrl);
    const panel = await first.openPanel();
    await send(panel, 'hello there');
    await readAnswer(panel);
    await clearAndUndo(first, panel);
  } finally {
    await first.close();
  }
  const again = await openChromium(profile);
  try {
    await again.open(world.pageUrl);
    await clearAndUndo(again, await again.openPanel());
    expect(await readMark(again)).toBeUndefined();
    await clearAndUndo(again, await update(again, profile, 'e2e-next'));
    expect(await readMark(again)).toBe('next');
  } finally {
    await again.close();
  }
});

test('where it cannot be loaded that is told, chatting goes on, and nothing is lost', async ({ world }) => {
  const profile = join(world.folder, 'broken');
  const device = await openChromium(profile);
  try {
    await device.connect(world.connection());
    await device.open(world.pageUrl);
    const whole = await device.openPanel();
    await send(whole, 'hello there');
    await readAnswer(whole);
    const panel = await update(device, profile, 'e2e-no-late');
    await expect(panelParts(panel).own).toHaveCount(1);
    await choose(panel, 'Clear chat');
    await expect(panelParts(panel).alert).toBeVisible();
    await expect(panelParts(panel).own).toHaveCount(1);
    await send(panel, 'and once more');
    await expect(panelParts(panel).own).toHaveCount(2);
    await readAnswer(panel);
    await panel.reload();
    await expect(panelParts(panel).own).toHaveCount(2);
  } finally {
    await device.close();
  }
});
