import { join } from 'node:path';
import { expect } from '@playwright/test';
import { openChromium } from '../support/chromium.ts';
import { test } from '../support/chromium-test.ts';
import { panelParts, readAnswer, send } from '../support/panel.ts';

test('a Chrome without `browser` answers too, after its worker was stopped and after a restart', async ({
  world,
}) => {
  const profile = join(world.folder, 'old');
  const device = await openChromium(profile, 'e2e-old-chrome');
  try {
    await device.connect(world.connection());
    await device.open(world.pageUrl);
    const panel = await device.openPanel();
    await send(panel, 'hello there');
    expect(await readAnswer(panel)).not.toBe('');
    await device.stopWorker();
    await send(panel, 'and once more');
    await expect(panelParts(panel).answers).toHaveCount(2);
    await readAnswer(panel);
  } finally {
    await device.kill();
  }
  const again = await openChromium(profile, 'e2e-old-chrome');
  try {
    await again.connect(world.connection());
    await again.open(world.pageUrl);
    const panel = await again.openPanel();
    await expect(panelParts(panel).answers).toHaveCount(2);
    await send(panel, 'after the restart');
    await expect(panelParts(panel).answers).toHaveCount(3);
    await readAnswer(panel);
    expect(await world.listUserTexts()).toHaveLength(3);
  } finally {
    await again.close();
  }
});
