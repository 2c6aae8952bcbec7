import type { PageReading, Posting } from '../../utils/posting/posting.ts';
import type { PageState, PageWatch } from '../../utils/tab/page-state.ts';

const unknown = { value: null, reason: 'not-found' } as const;

function sure<Value>(value: Value, raw = '') {
  return { value, raw, source: 'json-ld' as const, confidence: 0.9 };
}

/** Enough words for a posting to be known again by them. */
export const northwindText = Array.from(
  { length: 60 },
  (_, index) => `Duty ${index} of the platform team at Northwind.`,
).join('\n');

/** A posting that says its title, company, place and text, and nothing else. */
export function postingOf(over: Partial<Posting> = {}): Posting {
  return {
    title: sure('Senior Platform Engineer'),
    company: sure('Northwind'),
    places: sure(['Berlin']),
    workplace: unknown,
    employmentTypes: unknown,
    salary: unknown,
    datePosted: unknown,
    validThrough: unknown,
    description: sure({ markdown: northwindText, cut: false }),
    applyUrl: unknown,
    identifier: unknown,
    ...over,
  };
}

export function readingOf(over: Partial<PageReading> = {}): PageReading {
  return {
    version: 1,
    kind: 'posting',
    url: 'https://jobs.example/view/4711?utm_source=mail',
    pageTitle: 'Senior Platform Engineer | Jobs',
    posting: postingOf(),
    score: 0.9,
    questions: [],
    ...over,
  };
}

export const lumen = readingOf({
  url: 'https://other.example/jobs/99',
  posting: postingOf({
    title: sure('Data Analyst'),
    company: sure('Lumen'),
    description: sure({ markdown: northwindText.replaceAll('Northwind', 'Lumen'), cut: false }),
  }),
});

export interface FakeWatch extends PageWatch {
  /** What the tab shows from now on. */
  go(state: PageState): void;
  goTo(reading: PageReading): void;
  readonly asked: string[];
}

/** A tab that goes where the test says. */
export function createFakeWatch(start: PageState = { type: 'closed' }): FakeWatch {
  const listeners = new Set<(state: PageState) => void>();
  const asked: string[] = [];
  let state = start;
  let at = Date.UTC(2026, 10, 22, 14, 2);
  const watch: FakeWatch = {
    asked,
    state: () => state,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    read: async () => void asked.push('read'),
    allowSite: async () => asked.push('allow') > 1,
    close: () => listeners.clear(),
    go(next) {
      state = next;
      for (const listener of listeners) listener(next);
    },
    goTo(reading) {
      at += 60_000;
      watch.go({ type: 'read', tabId: 1, at, reading });
    },
  };
  return watch;
}
