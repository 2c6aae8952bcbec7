import { batch, signal, type ReadonlySignal } from '@preact/signals';
import type { FoundPage } from '../../utils/find/search-messages.ts';
import type { SearchClient } from './search-client.ts';

/** Finds in one go; "Show more" brings as many again. */
const pageSize = 50;

/** What is typed into "Search chats", and what was found. */
export interface SearchModel {
  readonly line: ReadonlySignal<string>;
  /** Null while nothing is sought. What was found last stays until the next is there. */
  readonly found: ReadonlySignal<FoundPage | null>;
  /** True where the search itself failed. */
  readonly failed: ReadonlySignal<boolean>;
  /** Starts to read what can be searched, before the first key is pressed. */
  open(): void;
  close(): void;
  input(line: string): void;
  showMore(): void;
  /** Something was said or cleared. */
  changed(sessionIds: readonly string[] | null): void;
}

export function createSearchModel(openClient: (onLoaded: () => void) => Promise<SearchClient>): SearchModel {
  const line = signal('');
  const found = signal<FoundPage | null>(null);
  const failed = signal(false);
  let client: Promise<SearchClient> | null = null;
  let limit = pageSize;

  async function seek(): Promise<void> {
    const asked = line.value;
    if (asked.trim() === '' || client === null) return;
    const page = await client.then(
      (ready) => ready.search(asked, limit),
      () => 'failed' as const,
    );
    if (line.value !== asked || page === 'overtaken') return;
    batch(() => {
      failed.value = page === 'failed';
      if (page !== 'failed') found.value = page;
    });
  }
  return {
    line,
    found,
    failed,
    open() {
      // What was sought while the texts were still being read may be found now.
      client ??= openClient(() => {
        if (found.value?.complete !== true) void seek();
      });
    },
    close() {
      client?.then((ready) => ready.close()).catch(() => {});
      client = null;
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
      if (client === null) return;
      client
        .then((ready) => {
          ready.changed(sessionIds);
          return seek();
        })
        .catch(() => {});
    },
  };
}
