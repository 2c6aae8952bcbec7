import * as v from 'valibot';
import { searchAskSchema, type SearchAnswer } from '../../utils/find/search-messages.ts';
import { createSearchService } from '../../utils/find/search-service.ts';
import { openStore } from '../../utils/store/open-store.ts';

// Searches beside the panel's own thread, so that no keystroke waits for it. Lives as long as the list of
// chats is open, and holds every word meanwhile.

const service = openStore({ onVersionChange: () => self.close() }).then((db) =>
  createSearchService(db, { onMore }),
);

function say(answer: SearchAnswer): void {
  self.postMessage(answer);
}

/** So many finds fill the screen: more of them are told at the end only. */
const screenful = 12;
/** How much the newest answer found while not everything was read; null: it need not be asked again. */
let short: number | null = null;

function onMore(): void {
  if (short !== null && short < screenful) say({ type: 'loaded' });
}

service
  .then((ready) => ready.load())
  .then(
    () => say({ type: 'loaded' }),
    (error: unknown) => console.error('search: the store could not be read', error),
  );

/** Only the newest question is worth an answer: the ones before were typed over. */
let newest = 0;

self.addEventListener('message', ({ data }) => {
  const parsed = v.safeParse(searchAskSchema, data);
  if (!parsed.success) return;
  const ask = parsed.output;
  if (ask.type === 'search') newest = ask.n;
  service
    .then(async (ready) => {
      if (ask.type === 'changed') return ready.changed(ask.sessionIds);
      const { n, line, limit } = ask;
      if (n !== newest) return;
      const page = await ready.search(line, { limit, now: Date.now() });
      short = page.complete ? null : page.total;
      say({ type: 'found', n, page });
    })
    .catch((error: unknown) => {
      console.error('search: failed', error);
      if (ask.type === 'search') say({ type: 'failed', n: ask.n });
    });
});
