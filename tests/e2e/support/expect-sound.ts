import { type Page, expect, test } from '@playwright/test';
import { runAxe } from './axe.ts';

/** Nothing for axe to find in either theme, and nothing beyond the edge of a narrow page but what scrolls in itself. */
export async function expectSound(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: test.info().outputPath(`${name}-${colorScheme}.png`) });
    expect(await runAxe(page), `${name}, ${colorScheme}`).toEqual([]);
  }
  const wide = await page.evaluate(() =>
    [...document.querySelectorAll('body *')]
      .filter((element) => !element.matches('.visually-hidden, .visually-hidden *, pre *, .md-table *'))
      .filter((element) => element.getBoundingClientRect().right > window.innerWidth + 0.5)
      .map((element) => element.className)
      .filter((name) => typeof name === 'string'),
  );
  expect(wide, name).toEqual([]);
}
