import { batch, signal, type ReadonlySignal } from '@preact/signals';
import type { FoundPage } from '../../utils/find/search-messages.ts';
import { sleep } from '../../utils/std/sleep.ts';
import type { SearchClient } from './search-client.ts';

/** Finds in one go; "Show more" brings as many again. */
const pageSize = 50;
/** What fits on a screen is shown first, and the rest once nobody types: it lies below the edge. */
const firstSize = 12;
const restMs = 120;
/** While texts are read, what is shown is looked up anew so often, in ms. */
const refreshMs = 300;
/** What was read serves the next look into the list for so long. */
const keepMs = 60_000;

/** What is typed into "Search chats", and what was found. */
export interface SearchModel {
  readonly line: ReadonlySignal<string>;
  /** Null while nothing is sought. What was found last stays until the next is there. */
  readonly found: ReadonlySignal<FoundPage | null>;
  /** True where the search itself failed. */
  readonly failed: ReadonlySignal<boolean>;
  /** Starts to read what can be searched, before the first key is pressed. */
  open(): void;
  /** Forgets the line; what was read is kept for a while. */
  close(): void;
  input(line: string): void;
  showMore(): void;
  /** Something was said or cleared. */
  changed(sessionIds: readonly string[] | null): void;
}

interface KeptClient {
  /** The client while the list is open, or was a moment ago. */
  current(): Promise<SearchClient> | null;
  open(onLoaded: () => void): void;
  close(): void;
  /** Tells what changed; at once only while the list is open. True where it was told. */
  changed(sessionIds: readonly string[] | null): boolean;
}

/** Keeps the worker for a while after the list was closed: what it has read need not be read again. */
function createKeptClient(openClient: (onLoaded: () => void) => Promise<SearchClient>): KeptClient {
  let client: Promise<SearchClient> | null = null;
  let isOpen = false;
  let ending: ReturnType<typeof setTimeout> | undefined;
  /** What changed while nobody looked; null: anything may have. */
  let missed: Set<string> | null = new Set();

  function tell(sessionIds: readonly string[] | null): void {
    client?.then((ready) => ready.changed(sessionIds)).catch(() => {});
  }
  function end(): void {
    client?.then((ready) => ready.close()).catch(() => {});
    client = null;
    missed = new Set();
  }
  return {
    current: () => client,
    open(onLoaded) {
      isOpen = true;
      clearTimeout(ending);
      client ??= openClient(onLoaded);
      if (missed === null || missed.size > 0) tell(missed === null ? null : [...missed]);
      missed = new Set();
    },
    close() {
      isOpen = false;
      ending = setTimeout(end, keepMs);
    },
    changed(sessionIds) {
      if (client === null) return false;
      if (isOpen) tell(sessionIds);
      else missed = sessionIds === null || missed === null ? null : new Set([...missed, ...sessionIds]);
      return isOpen;
    },
  };
}

export function createSearchModel(openClient: (onLoaded: () => void) => Promise<SearchClient>): SearchModel {
  const line = signal('');
  const found = signal<FoundPage | null>(null);
  const failed = signal(false);
  const client = createKeptClient(openClient);
  let limit = pageSize;
  /** The line that `found` is for. */
  let answered = '';

  /** True where there is more than was asked for. */
  async function ask(asked: string, size: number): Promise<boolean> {
    const page = await client.current()?.then(
      (ready) => ready.search(asked, size),
      () => 'failed' as const,
    );
    if (line.value !== asked || page === undefined || page === 'overtaken') return false;
    batch(() => {
      failed.value = page === 'failed';
      if (page !== 'failed') found.value = page;
    });
    answered = asked;
    return page !== 'failed' && page.total > page.items.length;
  }
  let refreshing: ReturnType<typeof setTimeout> | undefined;
  function refresh(): void {
    refreshing = undefined;
    void seek();
  }
  async function seek(): Promise<void> {
    const asked = line.value;
    if (asked.trim() === '') return;
    // What is on screen for this line already is not taken away to be brought again.
    const first = asked === answered ? limit : Math.min(firstSize, limit);
    if (!(await ask(asked, first)) || first >= limit) return;
    await sleep(restMs);
    if (line.value === asked) await ask(asked, limit);
  }
  return {
    line,
    found,
    failed,
    open() {
      // What was sought while the texts were still being read may be found now.
      client.open(() => {
        if (found.value?.complete === true) return;
        if ((found.value?.items.length ?? 0) === 0) void seek();
        // Each look again makes the next key wait: what is shown is brought up to date now and then.
        else refreshing ??= setTimeout(refresh, refreshMs);
      });
    },
    close() {
      client.close();
      answered = '';
      batch(() => {
        line.value = '';
        found.value = null;
        failed.value = false;
      });
    },
    input(next) {
      limit = pageSize;
      line.value = next;
      if (next.trim() === '') found.value = null;
      else void seek();
    },
    showMore() {
      limit += pageSize;
      void seek();
    },
    changed(sessionIds) {
      if (client.changed(sessionIds)) void seek();
    },
  };
}
