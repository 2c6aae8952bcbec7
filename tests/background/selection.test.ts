import { expect, test, vi } from 'vitest';
import {
  askSelectionId,
  type MenuClick,
  offerSelection,
  type SelectionTab,
} from '../../entrypoints/background/selection.ts';
import { quoteLimit } from '../../utils/chat/message.ts';
import type { TabSelection } from '../../utils/tab/selection.ts';
import type { HandedSelection } from '../../utils/tab/selection-handover.ts';

const tab: SelectionTab = { id: 5, windowId: 3, title: 'Lamp Engineer', url: 'https://jobs.example.org/1' };

function boot(found: TabSelection) {
  const calls: string[] = [];
  const handed: HandedSelection[] = [];
  let menu: (click: MenuClick, tab?: SelectionTab) => void = () => {};
  let command: (name: string, tab?: SelectionTab) => void = () => {};
  let install: () => void = () => {};
  offerSelection({
    onInstalled: { addListener: (listener) => (install = listener) },
    onStartup: { addListener: () => {} },
    onMenu: { addListener: (listener) => (menu = listener) },
    onCommand: { addListener: (listener) => (command = listener) },
    createMenu: () => calls.push('menu'),
    async openPanel(windowId) {
      calls.push(`open ${windowId}`);
    },
    async readSelection(tabId, frameId) {
      calls.push(`read ${tabId} ${String(frameId)}`);
      return found;
    },
    async handOver(one) {
      handed.push(one);
    },
    now: () => 1_000,
  });
  return {
    calls,
    handed,
    install: () => install(),
    menu: (click: MenuClick, on?: SelectionTab) => menu(click, on),
    command: (name: string, on?: SelectionTab) => command(name, on),
  };
}
/** What hands the words over is loaded by then, and has done it. */
async function settle(): Promise<void> {
  await vi.dynamicImportSettled();
  await new Promise((resolve) => setTimeout(resolve, 0));
}
const selected = (text: string): TabSelection => ({
  type: 'selected',
  selection: { text, focused: true, title: 'Frame', url: 'https://frame.example/' },
});

test('the panel opens in the click itself, before the page is asked', async () => {
  const background = boot(selected('two\nlines'));
  background.command(askSelectionId, tab);
  expect(background.calls[0]).toBe('open 3');
  await settle();
  expect(background.handed).toMatchObject([
    {
      windowId: 3,
      reason: null,
      quote: {
        source: 'selection',
        title: 'Lamp Engineer',
        url: 'https://jobs.example.org/1',
        text: 'two\nlines',
        at: 1_000,
      },
    },
  ]);
});

test('the menu reads the frame that was clicked, and keeps its line breaks', async () => {
  const background = boot(selected('two\nlines'));
  background.menu(
    {
      menuItemId: askSelectionId,
      selectionText: 'two lines',
      frameId: 9,
      pageUrl: 'https://jobs.example.org/1?x',
    },
    tab,
  );
  await settle();
  expect(background.calls).toEqual(['open 3', 'read 5 9']);
  expect(background.handed[0]?.quote).toMatchObject({
    text: 'two\nlines',
    url: 'https://jobs.example.org/1?x',
  });
});

test.each([
  ['a page that cannot be read', { type: 'asleep', origin: null }],
  ['a page whose selection is another by now', selected('something else')],
] satisfies readonly (readonly [string, TabSelection])[])(
  '%s leaves the words of the menu',
  async (_name, found) => {
    const background = boot(found);
    background.menu({ menuItemId: askSelectionId, selectionText: 'as the menu says' }, tab);
    await settle();
    expect(background.handed[0]?.quote?.text).toBe('as the menu says');
  },
);

test.each([
  ['empty', { type: 'empty' }, 'empty'],
  ['closed', { type: 'closed' }, 'closed'],
  ['asleep', { type: 'asleep', origin: null }, 'asleep'],
] satisfies readonly (readonly [string, TabSelection, string])[])(
  'nothing to hand over (%s) is told, not kept quiet',
  async (_name, found, reason) => {
    const background = boot(found);
    background.command(askSelectionId, tab);
    await settle();
    expect(background.handed).toMatchObject([{ quote: null, reason }]);
  },
);

test('a long selection is cut, and says so', async () => {
  const background = boot(selected('x'.repeat(quoteLimit + 1)));
  background.command(askSelectionId, tab);
  await settle();
  expect(background.handed[0]?.quote).toMatchObject({ cut: true });
  expect(background.handed[0]?.quote?.text).toHaveLength(quoteLimit);
});

test('other commands and menus are not ours', async () => {
  const background = boot(selected('words'));
  background.command('_execute_action', tab);
  background.menu({ menuItemId: 'another' }, tab);
  await settle();
  expect(background.calls).toEqual([]);
  background.install();
  expect(background.calls).toEqual(['menu']);
});
