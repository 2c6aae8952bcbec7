import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { createId } from '../../../utils/chat/id.ts';
import { savedPostingIdOf } from '../../../utils/chat/saved-posting.ts';
import type { PanelRequest } from '../../../utils/messaging/panel-protocol.ts';
import { createTally, type FaultOptions, type FaultResult } from '../fault-report.ts';
import { findDangers } from './find-dangers.ts';
import { type HostileChat, toHostileChats, toPosting, toTitledChat } from './hostile-chats.ts';
import type { HostileBrowser } from './hostile-browser.ts';
import type { Canary } from './open-canary.ts';

/** Strings in one chat: both its messages for each fit the first page of a panel. */
const perChat = 18;
/** How many strings are saved postings. */
const savedCount = 60;
/** What would run by itself does so within this time of being drawn. */
const settleMs = 150;

/** Every string in every place of the real panel: as message, answer, thought, tool, quote, title, tag, name. */
export async function tryPanel(
  browser: HostileBrowser,
  { canary, strings, log }: { canary: Canary; strings: readonly string[]; log: FaultOptions['log'] },
): Promise<readonly FaultResult[]> {
  const chats = toHostileChats(strings, perChat);
  const titled = strings.map(toTitledChat);
  await fill(browser, chats, titled, strings);
  const shown = createTally(8, 'strings in messages, answers, thoughts, tools, quotes, titles');
  for (const [index, { sessionId, messages }] of chats.entries()) {
    const panel = await openPanel(browser, sessionId);
    // Older messages come as their reader gets to them.
    await panel.waitForFunction(
      (count) => {
        document.querySelector('[role=log]')?.scrollTo(0, 0);
        return document.querySelectorAll('article').length >= count;
      },
      Math.min(messages.length, 36),
      { timeout: 15_000 },
    );
    await unfold(panel);
    const dangers = await look(browser, canary, panel);
    await panel.close();
    const some = strings.slice(index * perChat, (index + 1) * perChat);
    for (const text of some) {
      if (dangers.length === 0) shown.survived();
      else shown.lost(`${dangers.join('; ').slice(0, 300)} in the chat of ${text.slice(0, 60)}`);
    }
  }
  log(`${strings.length} strings in ${chats.length} chats`);
  const lists = await tryLists(browser, canary, strings.length + chats.length);
  return [shown.result(), lists, await trySaved(browser, canary)];
}

/** Writes it all through the panel's own line to the real background. */
async function fill(
  browser: HostileBrowser,
  chats: readonly HostileChat[],
  titled: readonly HostileChat[],
  strings: readonly string[],
): Promise<void> {
  const all = [...chats, ...titled];
  const requests: PanelRequest[] = strings.slice(0, savedCount).map((text) => ({
    type: 'set-saved-posting',
    postingId: savedPostingIdOf(text),
    fields: {
      'job.saved': true,
      'job.note': text,
      'job.facts': {
        ...toPosting(text),
        workplace: text.slice(0, 600),
        employmentType: text.slice(0, 600),
        salary: text.slice(0, 600),
        datePosted: null,
        validThrough: null,
        applyUrl: text,
      },
    },
  }));
  const undoId = createId();
  for (let from = 0; from < all.length; from += 5) {
    const some = all.slice(from, from + 5);
    const sessions = some.map(({ sessionId, title, fields, messages: [first] }) => ({
      sessionId,
      createdAt: first?.createdAt ?? 0,
      fields: {
        ...fields,
        binding: { agentId: 'a', agentName: title, conversationId: null },
      },
    }));
    const messages = some.flatMap((chat) => [...chat.messages]);
    requests.push({ type: 'import-messages', undoId, index: from / 5, sessions, messages });
  }
  const page = await browser.openOwn('options.html');
  const answers = await page.evaluate(
    sendAll,
    requests.map((request) => JSON.stringify(request)),
  );
  await page.close();
  const refused = answers.filter((answer) => answer !== 'null');
  if (refused.length > 0) throw new Error(`the background refused: ${refused[0]}`);
}

/** Runs inside one of our own pages. */
async function sendAll(requests: readonly string[]): Promise<string[]> {
  const port = chrome.runtime.connect({ name: 'panel' });
  const answers: string[] = [];
  for (const request of requests) {
    const requestId = crypto.randomUUID();
    const answered = new Promise<string>((resolve) => {
      port.onMessage.addListener(function listen(event: {
        type: string;
        requestId?: string;
        trouble?: unknown;
      }) {
        if (event.type !== 'reply' || event.requestId !== requestId) return;
        port.onMessage.removeListener(listen);
        resolve(JSON.stringify(event.trouble));
      });
    });
    port.postMessage({ ...JSON.parse(request), requestId });
    answers.push(await answered);
  }
  port.disconnect();
  return answers;
}

async function openPanel(browser: HostileBrowser, sessionId: string): Promise<Page> {
  const panel = await browser.context.newPage();
  await panel.addInitScript((id) => sessionStorage.setItem('session', JSON.stringify(id)), sessionId);
  await panel.goto(`chrome-extension://${new URL(await ownUrl(browser)).host}/sidepanel.html`);
  return panel;
}

async function ownUrl(browser: HostileBrowser): Promise<string> {
  const [worker] = browser.context.serviceWorkers();
  return (worker ?? (await browser.context.waitForEvent('serviceworker'))).url();
}

/** Opens whatever is folded, and goes over it with the pointer and the keyboard. */
async function unfold(panel: Page): Promise<void> {
  await panel.evaluate(() => {
    for (const fold of document.querySelectorAll('details')) fold.open = true;
  });
  await panel.mouse.move(150, 300);
  await panel.mouse.wheel(0, -4000);
  for (let press = 0; press < 6; press += 1) await panel.keyboard.press('Tab');
}

/** What ran, loaded, left, or lies ready to. */
async function look(browser: HostileBrowser, canary: Canary, page: Page): Promise<string[]> {
  await wait(settleMs);
  const lies = await page.evaluate(`(${findDangers.toString()})(document.body)`);
  const dangers = Array.isArray(lies) ? lies.map(String) : ['the page could not be searched'];
  const asked = canary.asked.length > 0 ? [`the canary was asked for ${canary.asked.join(', ')}`] : [];
  // The panel's own document loads its script and styles; all else lies in the body.
  return [...browser.takeAlarms(), ...asked, ...dangers];
}

async function tryLists(browser: HostileBrowser, canary: Canary, count: number): Promise<FaultResult> {
  const tally = createTally(8, 'strings as titles and tags in the list of chats');
  const panel = await browser.openOwn('sidepanel.html');
  await panel.getByRole('button', { name: 'Chat history' }).click();
  const rows = panel.getByRole('list', { name: 'Chats' }).getByRole('listitem');
  await rows.first().waitFor();
  const dangers: string[] = [];
  for (let page = 0; page < Math.ceil(count / 60); page += 1) {
    dangers.push(...(await look(browser, canary, panel)));
    await panel.evaluate(() => {
      for (const box of document.querySelectorAll('.view *')) box.scrollTop += 3000;
    });
  }
  await panel.close();
  if (dangers.length === 0) for (let each = 0; each < count; each += 1) tally.survived();
  else tally.lost(dangers.join('; ').slice(0, 300));
  return tally.result();
}

async function trySaved(browser: HostileBrowser, canary: Canary): Promise<FaultResult> {
  const tally = createTally(8, 'strings as saved postings');
  const panel = await browser.openOwn('sidepanel.html');
  await panel.getByRole('button', { name: 'Menu', exact: true }).click();
  await panel.getByRole('menuitem', { name: 'Saved postings' }).click();
  const rows = panel.getByRole('list', { name: 'Saved postings' }).getByRole('listitem');
  await rows.nth(savedCount - 1).waitFor();
  const dangers = await look(browser, canary, panel);
  // Each posting with its details open, one after the other.
  const opened = await panel.evaluate(`(async () => {
    const find = ${findDangers.toString()};
    const found = [];
    for (const button of document.querySelectorAll('.saved-open')) {
      button.click();
      await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
      found.push(...find(document.body));
    }
    return found;
  })()`);
  dangers.push(...(Array.isArray(opened) ? opened.map(String) : []), ...(await look(browser, canary, panel)));
  await panel.close();
  for (let each = 0; each < savedCount; each += 1) {
    if (dangers.length === 0) tally.survived();
    else tally.lost(dangers.join('; ').slice(0, 300));
  }
  return tally.result();
}
