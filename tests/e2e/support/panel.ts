import { type Locator, type Page, expect } from '@playwright/test';

/** The panel's parts by the names that a user hears. */
export interface PanelParts {
  readonly log: Locator;
  readonly message: Locator;
  readonly answers: Locator;
  readonly own: Locator;
  readonly stop: Locator;
  readonly status: Locator;
  readonly alert: Locator;
}

export const agentName = 'Practice agent';

export function panelParts(panel: Page): PanelParts {
  const log = panel.getByRole('log', { name: 'Conversation' });
  return {
    log,
    message: panel.getByRole('textbox', { name: 'Message' }),
    answers: log.getByRole('article', { name: agentName }),
    own: log.getByRole('article', { name: 'You' }),
    stop: panel.getByRole('button', { name: 'Stop' }),
    status: panel.getByRole('status'),
    alert: panel.getByRole('alert'),
  };
}

/** Types a message and sends it as a user does. */
export async function send(panel: Page, text: string): Promise<void> {
  const { message } = panelParts(panel);
  await message.fill(text);
  await message.press('Enter');
}

/** Waits for the end of the turn and returns the last answer's words. */
export async function readAnswer(panel: Page): Promise<string> {
  const { answers, stop } = panelParts(panel);
  await expect(answers.last()).toBeVisible();
  await expect(stop).toBeHidden({ timeout: 40_000 });
  return await answers.last().innerText();
}

/** Opens the panel's menu and chooses one of its acts. */
export async function choose(panel: Page, item: string): Promise<void> {
  await panel.getByRole('button', { name: 'Menu', exact: true }).click();
  await panel.getByRole('menuitem', { name: item }).click();
}
