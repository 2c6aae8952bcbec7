import { browser } from 'wxt/browser';
import { openPanel } from '../../utils/platform/panel-surface.ts';
import type { TabSelection } from '../../utils/tab/selection.ts';
import type { HandedSelection } from '../../utils/tab/selection-handover.ts';

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
  import('./handed-selection.ts')
    .then(({ toHandedSelection }) => toHandedSelection(ports, tab, click))
    .then(ports.handOver)
    .catch((error: unknown) => console.error('selection: it could not be handed over', error));
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
    async readSelection(tabId, frameId) {
      return (await import('../../utils/tab/selection.ts')).readTabSelection(tabId, { frameId });
    },
    async handOver(handed) {
      await (
        await import('../../utils/tab/selection-handover.ts')
      ).handOverSelection(storage.session, handed);
    },
    now: Date.now,
  };
}
