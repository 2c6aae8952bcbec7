import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createKeepAwake } from '../../utils/platform/keep-awake.ts';
import { openPanelOnAction, type SidePanelApi } from '../../utils/platform/panel-surface.ts';
import { openShortcutSettings, readShortcut } from '../../utils/platform/shortcut.ts';
import { createStorageArea } from '../fakes/storage-area.ts';

describe('keeping the worker awake', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('it beats every 15 s from the first hold to the last release, and then not at all', async () => {
    const set = vi.fn(async () => {});
    const alarms = { create: vi.fn(), clear: vi.fn() };
    const awake = createKeepAwake({ storage: { set }, alarms });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(set).not.toHaveBeenCalled();
    const first = awake.hold();
    const second = awake.hold();
    await vi.advanceTimersByTimeAsync(31_000);
    expect(set).toHaveBeenCalledTimes(2);
    first();
    first();
    await vi.advanceTimersByTimeAsync(15_000);
    expect(set).toHaveBeenCalledTimes(3);
    second();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(set).toHaveBeenCalledTimes(3);
    expect(alarms.create).toHaveBeenCalledTimes(1);
    expect(alarms.clear).toHaveBeenCalledTimes(1);
  });

  test('storage that refuses the beat does not break the turn', async () => {
    const set = vi.fn(async () => Promise.reject(new Error('quota')));
    createKeepAwake({ storage: { set }, alarms: { create() {}, clear() {} } }).hold();
    await vi.advanceTimersByTimeAsync(31_000);
    expect(set).toHaveBeenCalledTimes(2);
  });
});

describe('the toolbar icon and the shortcut', () => {
  function createChrome(newsAfterMs = 0) {
    const calls: string[] = [];
    let click: (tab: { windowId: number }) => void = () => {};
    const opened = new Set<(info: { windowId: number }) => void>();
    const closed = new Set<(info: { windowId: number }) => void>();
    const shown = new Set<number>();
    const sidePanel: SidePanelApi = {
      async setPanelBehavior(behavior) {
        calls.push(`behavior ${String(behavior.openPanelOnActionClick)}`);
      },
      async open({ windowId }) {
        calls.push(`open ${windowId}`);
        const tell = (): void => opened.forEach((listener) => listener({ windowId }));
        if (!shown.has(windowId) && newsAfterMs === 0) tell();
        else if (!shown.has(windowId)) setTimeout(tell, newsAfterMs);
        shown.add(windowId);
      },
      async close({ windowId }) {
        calls.push(`close ${windowId}`);
        shown.delete(windowId);
        closed.forEach((listener) => listener({ windowId }));
      },
      onOpened: { addListener: (listener) => opened.add(listener) },
      onClosed: { addListener: (listener) => closed.add(listener) },
    };
    const session = createStorageArea();
    const boot = (): void => {
      opened.clear();
      closed.clear();
      openPanelOnAction({
        action: { onClicked: { addListener: (listener) => (click = listener) } },
        sidePanel,
        countPanels: async () => shown.size,
        session,
      });
    };
    boot();
    return { calls, press: (windowId: number) => click({ windowId }), restartWorker: boot };
  }
  const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

  test('opens within the click itself, before anything is asked', () => {
    const chrome = createChrome();
    chrome.press(1);
    expect(chrome.calls).toEqual(['behavior false', 'open 1']);
  });

  test('a second press closes, also when the worker was stopped in between', async () => {
    const chrome = createChrome();
    chrome.press(1);
    await settle();
    chrome.restartWorker();
    chrome.press(1);
    await settle();
    expect(chrome.calls).toContain('close 1');
    chrome.calls.length = 0;
    chrome.press(1);
    await settle();
    expect(chrome.calls).toEqual(['open 1']);
  });

  test('a second press closes, also right behind the news that the panel opened', async () => {
    const chrome = createChrome();
    chrome.press(1);
    chrome.press(1);
    await settle();
    expect(chrome.calls).toContain('close 1');
  });

  test('a second press closes, also before the news that the panel opened', async () => {
    const chrome = createChrome(500);
    chrome.press(1);
    await settle();
    chrome.press(1);
    await settle();
    expect(chrome.calls).toContain('close 1');
  });

  test('a panel in another window does not close the one just opened', async () => {
    const chrome = createChrome();
    chrome.press(1);
    await settle();
    chrome.press(2);
    await settle();
    expect(chrome.calls.filter((call) => call.startsWith('close'))).toEqual([]);
  });

  test('in Firefox it toggles the sidebar', () => {
    const toggle = vi.fn(async () => {});
    let click: (tab: { windowId: number }) => void = () => {};
    openPanelOnAction({
      action: { onClicked: { addListener: (listener) => (click = listener) } },
      sidebarAction: { toggle },
      countPanels: async () => 0,
      session: createStorageArea(),
    });
    click({ windowId: 1 });
    expect(toggle).toHaveBeenCalledTimes(1);
  });
});

describe('the shortcut', () => {
  test('an unassigned one is told as empty', async () => {
    const getAll = async (): Promise<{ name: string; shortcut: string }[]> => [
      { name: '_execute_action', shortcut: '' },
    ];
    expect(await readShortcut({ getAll })).toBe('');
    expect(
      await readShortcut({ getAll: async () => [{ name: '_execute_action', shortcut: 'Alt+Shift+J' }] }),
    ).toBe('Alt+Shift+J');
  });

  test.each([
    ['Chrome opens its page', true, 'opens'],
    ['a Firefox that lets us open nothing leaves it to one sentence', false, 'by-hand'],
  ] as const)('%s', async (_name, allowed, expected) => {
    const create = vi.fn(async () => (allowed ? {} : Promise.reject(new Error('Illegal URL'))));
    const commands = { getAll: async () => [] };
    expect(await openShortcutSettings({ commands, tabs: { create } })).toBe(expected);
    expect(create).toHaveBeenCalledWith({ url: 'chrome://extensions/shortcuts' });
  });
});
