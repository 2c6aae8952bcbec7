import { browser } from 'wxt/browser';
import { createId } from '../../utils/chat/id.ts';
import type { QuotePart } from '../../utils/chat/message.ts';
import { openPanel } from '../../utils/platform/panel-surface.ts';
import { type PageSelection, toSelectionQuote } from '../../utils/posting/page-selection.ts';
import { squash } from '../../utils/posting/text.ts';
import { readTabSelection, type TabSelection } from '../../utils/tab/selection.ts';
import { type HandedSelection, handOverSelection } from '../../utils/tab/selection-handover.ts';

/** The id of the menu's item and of the manifest's command; users' own shortcuts hang on it. */
export const askSelectionId = 'ask-selection';

/** A tab as menu and command hand it over. */
export interface SelectionTab {
  readonly id?: number | undefined;
  readonly windowId: number;
  readonly title?: string | undefined;
  readonly url?: string | undefined;
}

/** What the menu says of the selection: its words in one line, and where they stand. */
export interface MenuClick {
  readonly menuItemId: string | number;
  readonly selectionText?: string | undefined;
  readonly pageUrl?: string | undefined;
  readonly frameId?: number | undefined;
}

interface Listenable<Args extends readonly unknown[]> {
  addListener(listener: (...args: Args) => void): void;
}

/** What asking about a selection takes of the browser; tests give their own. */
export interface SelectionPorts {
  readonly onInstalled: Listenable<[]>;
  readonly onStartup: Listenable<[]>;
  readonly onMenu: Listenable<[click: MenuClick, tab?: SelectionTab]>;
  readonly onCommand: Listenable<[command: string, tab?: SelectionTab]>;
  /** Makes the menu's item; where it is there already nothing happens. */
  readonly createMenu: () => void;
  /** Must be called in the turn of the click. */
  readonly openPanel: (windowId: number) => Promise<void>;
  readonly readSelection: (tabId: number, frameId: number | null) => Promise<TabSelection>;
  readonly handOver: (handed: HandedSelection) => Promise<void>;
  readonly now: () => number;
}

/**
 * Asks about selected text from the page's context menu and by a command: the panel opens, and the words wait
 * for it as a quote. Must be called in the worker's first tick.
 */
export function offerSelection(ports: SelectionPorts = browserPorts()): void {
  const { onInstalled, onStartup, onMenu, onCommand, createMenu } = ports;
  // At each start of the browser too: a temporary add-on is not installed again.
  onInstalled.addListener(createMenu);
  onStartup.addListener(createMenu);
  onMenu.addListener((click, tab) => {
    if (click.menuItemId === askSelectionId && tab !== undefined) ask(ports, tab, click);
  });
  onCommand.addListener((command, tab) => {
    if (command === askSelectionId && tab !== undefined) ask(ports, tab, null);
  });
}

function ask(ports: SelectionPorts, tab: SelectionTab, click: MenuClick | null): void {
  // First, and before any answer: later the browser would not let us.
  ports.openPanel(tab.windowId).catch((error: unknown) => console.error('selection: no panel', error));
  toHanded(ports, tab, click)
    .then(ports.handOver)
    .catch((error: unknown) => console.error('selection: it could not be handed over', error));
}

async function toHanded(
  { readSelection, now }: SelectionPorts,
  tab: SelectionTab,
  click: MenuClick | null,
): Promise<HandedSelection> {
  const at = now();
  const found: TabSelection =
    tab.id === undefined ? { type: 'closed' } : await readSelection(tab.id, click?.frameId ?? null);
  const quote = toQuote({ found, tab, click, at });
  const reason = quote !== null ? null : toReason(found);
  return { id: createId(), windowId: tab.windowId, at, quote, reason };
}

function toQuote({
  found,
  tab,
  click,
  at,
}: {
  readonly found: TabSelection;
  readonly tab: SelectionTab;
  readonly click: MenuClick | null;
  readonly at: number;
}): QuotePart | null {
  const read: PageSelection | null = found.type === 'selected' ? found.selection : null;
  const named = click?.selectionText ?? '';
  const title = tab.title ?? read?.title ?? '';
  const url = click?.pageUrl ?? tab.url ?? read?.url ?? '';
  // The menu knows the words without our reading, but in one line; the page's own have their line breaks.
  const isSame = read !== null && (named === '' || squash(read.text).startsWith(squash(named).slice(0, 200)));
  return toSelectionQuote({ text: read !== null && isSame ? read.text : named, title, url }, at);
}

function toReason(found: TabSelection): HandedSelection['reason'] {
  switch (found.type) {
    case 'selected':
    case 'empty':
      return 'empty';
    case 'closed':
    case 'asleep':
      return found.type;
    case 'gone':
    case 'failed':
      return 'failed';
  }
}

function browserPorts(): SelectionPorts {
  const { runtime, contextMenus, commands, storage } = browser;
  return {
    onInstalled: runtime.onInstalled,
    onStartup: runtime.onStartup,
    onMenu: contextMenus.onClicked,
    onCommand: commands.onCommand,
    createMenu() {
      contextMenus.create(
        {
          id: askSelectionId,
          title: 'Ask TalentScout about “%s”',
          contexts: ['selection'],
          // Not in our own pages.
          documentUrlPatterns: ['http://*/*', 'https://*/*', 'file:///*'],
        },
        // "Duplicate id" is what we want; not looking at it would log it.
        () => void runtime.lastError,
      );
    },
    openPanel,
    readSelection: (tabId, frameId) => readTabSelection(tabId, { frameId }),
    handOver: (handed) => handOverSelection(storage.session, handed),
    now: Date.now,
  };
}
