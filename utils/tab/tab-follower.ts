import { sleep } from '../std/sleep.ts';
import { createDueTimer } from './due-timer.ts';
import { openPageLine, type PageLine } from './page-line.ts';
import type { PageState } from './page-state.ts';
import type { ReadBudget } from './read-budget.ts';
import { readTab } from './read-tab.ts';
import { createTabMemory } from './tab-memory.ts';
import type { WatchApi } from './watch-api.ts';

/** Events of one load come in a bunch. */
const gatherMs = 120;
/** A page that loads on for ever is read all the same. */
const loadingMs = 4_000;
/** A page that does not come to rest is not waited for with the watcher alone. */
const openWithinMs = 5_000;

/** Keeps what is known of one tab at a time. */
export interface TabFollower {
  tabId(): number | null;
  follow(tabId: number): void;
  /** The browser says something of a load in `tabId`: "loading" or "complete". */
  loads(tabId: number, status: string): void;
  /** Reads again soon, within what the budget allows. */
  readSoon(): void;
  /** Reads at once, because the user asked. */
  readNow(): Promise<void>;
  /** The site that was guessed for that tab is not the one. */
  forgetGuess(tabId: number): void;
  close(): void;
}

export interface TabFollowerOptions {
  readonly api: WatchApi;
  readonly budget: ReadBudget;
  readonly now: () => number;
  readonly onState: (state: PageState) => void;
}

export function createTabFollower({ api, budget, now, onState }: TabFollowerOptions): TabFollower {
  const memory = createTabMemory(api);
  const timer = createDueTimer(() => void readNow());
  let current: number | null = null;
  let line: PageLine | null = null;
  /** Only the newest reading counts; an older one may still be on its way. */
  let turn = 0;
  let dueFrom = 0;

  function schedule(waitMs: number): void {
    if (!timer.isSet()) dueFrom = performance.now() + budget.take();
    timer.set(Math.max(waitMs, dueFrom - performance.now()));
  }
  /** The document is gone: what was read of it counts no more. */
  function startOver(tabId: number): void {
    line = null;
    turn++;
    memory.forget(tabId);
    onState({ type: 'reading', tabId });
    schedule(gatherMs);
  }
  async function openLine(tabId: number): Promise<void> {
    if (line !== null) return;
    const opened = await openPageLine(tabId, {
      api,
      onSignal(signal) {
        if (signal.type === 'leaving') memory.sawLeaving(tabId, signal.origin);
        else if (current === tabId) schedule(0);
      },
      onGone() {
        if (current === tabId) startOver(tabId);
      },
    });
    if (current !== tabId || line !== null) opened.close();
    else line = opened;
  }
  async function readNow(): Promise<void> {
    const tabId = current;
    if (tabId === null) return;
    timer.clear();
    const mine = ++turn;
    // First the line, so that no change falls between the two. Where the watcher may not go, the reader may
    // not either, and says why.
    await Promise.race([openLine(tabId).catch(() => undefined), sleep(openWithinMs)]);
    if (mine !== turn) return;
    const got = await readTab(tabId, { api, now });
    if (mine !== turn) return;
    onState(memory.take(got));
    if (got.type === 'read' && got.frameId !== 0) void line?.add(got.frameId).catch(() => undefined);
  }
  function leave(): void {
    line?.close();
    line = null;
    timer.clear();
    turn++;
  }
  return {
    tabId: () => current,
    follow(tabId) {
      if (tabId === current) return;
      leave();
      current = tabId;
      onState(memory.stateOf(tabId));
      // Which tab is looked at is the user's doing: no page can spend this.
      timer.set(gatherMs);
    },
    loads(tabId, status) {
      // A standing line knows better: the document is the same, and its watcher tells of what it becomes.
      if (tabId !== current || line !== null) return;
      schedule(status === 'complete' ? gatherMs : loadingMs);
    },
    readSoon: () => schedule(0),
    readNow,
    forgetGuess: memory.forgetGuess,
    close() {
      leave();
      current = null;
    },
  };
}
