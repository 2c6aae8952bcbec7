import { expect } from '@playwright/test';
import { serveBoards } from '../support/board-pages.ts';
import { test } from '../support/firefox-test.ts';

const slow = { timeout: 40_000 };

test('Firefox: the posting is read on pages of every making, and noticed where they change by themselves', async ({
  device,
  panel,
}) => {
  const boards = await serveBoards();
  const shown = async (): Promise<string> => await panel.text('region', 'Job posting').catch(() => '');
  for (const [path, word] of [
    ['/jobs/static', 'Brick & Daughters'],
    ['/jobs/framed', 'Pipe and Reed'],
    ['/jobs/shadow', 'Tweedwater Mills'],
    ['/jobs', 'This page lists jobs'],
    // These show the first job, and another one a few seconds later.
    ['/app/jobs/0?play=1', 'Brick & Daughters'],
  ] as const) {
    await device.open(boards.at(path));
    await expect.poll(shown, slow).toContain(word);
  }
  await expect.poll(shown, slow).toContain('Tweedwater Mills');
  await device.open(boards.at('/jobs/split?play=2'));
  await expect.poll(shown, slow).toContain('Brick & Daughters');
  await expect.poll(shown, slow).toContain('Pipe and Reed');
  await boards.close();
});
