import * as v from 'valibot';
import { type FoundPage, searchAnswerSchema, type SearchAsk } from '../../utils/find/search-messages.ts';

/** What we need of a worker; tests give their own. */
export interface SearchWorker {
  postMessage(message: unknown): void;
  terminate(): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

/** A line to the search worker. */
export interface SearchClient {
  /** `overtaken`: a later question came before the answer. */
  search(line: string, limit: number): Promise<FoundPage | 'failed' | 'overtaken'>;
  changed(sessionIds: readonly string[] | null): void;
  close(): void;
}

type Answer = FoundPage | 'failed' | 'overtaken';

export interface SearchClientOptions {
  readonly createWorker: () => SearchWorker;
  /** Everything is in memory now: what was sought before may have more answers. */
  readonly onLoaded: () => void;
}

export function createSearchClient({ createWorker, onLoaded }: SearchClientOptions): SearchClient {
  const worker = createWorker();
  let asked = 0;
  let waiting: { readonly n: number; resolve(page: Answer): void } | null = null;

  function settle(n: number, page: Answer): void {
    if (waiting?.n !== n) return;
    waiting.resolve(page);
    waiting = null;
  }
  worker.addEventListener('message', ({ data }) => {
    const parsed = v.safeParse(searchAnswerSchema, data);
    if (!parsed.success) return;
    const answer = parsed.output;
    if (answer.type === 'loaded') onLoaded();
    else settle(answer.n, answer.type === 'found' ? answer.page : 'failed');
  });
  function ask(message: SearchAsk): void {
    worker.postMessage(message);
  }
  return {
    search(line, limit) {
      waiting?.resolve('overtaken');
      asked += 1;
      const n = asked;
      return new Promise((resolve) => {
        waiting = { n, resolve };
        ask({ type: 'search', n, line, limit });
      });
    },
    changed(sessionIds) {
      ask({ type: 'changed', sessionIds: sessionIds === null ? null : [...sessionIds] });
    },
    close() {
      worker.terminate();
      waiting?.resolve('overtaken');
      waiting = null;
    },
  };
}

/** The real worker. Its address must be written like this, so that the bundler finds it. */
export function createSearchWorker(): SearchWorker {
  return new Worker(new URL('./search-worker.ts', import.meta.url), { type: 'module', name: 'search' });
}
