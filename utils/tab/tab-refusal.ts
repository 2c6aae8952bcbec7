import { originOf } from './origin-of.ts';

/** Why a tab could not be read; see `TabReading`. */
export type TabRefusal =
  | { readonly type: 'closed' }
  | { readonly type: 'asleep'; readonly origin: string | null }
  | { readonly type: 'gone' }
  | { readonly type: 'failed' };

/** Sites on which browsers let no extension work. */
const closedHosts =
  /^(?:chrome\.google\.com|chromewebstore\.google\.com|addons\.mozilla\.org|accounts\.firefox\.com|support\.mozilla\.org|addons\.cdn\.mozilla\.net|discovery\.addons\.mozilla\.org|install\.mozilla\.org|sync\.services\.mozilla\.com|accounts-static\.cdn\.mozilla\.net|content\.cdn\.mozilla\.net)$/;

/** True where the address is told and is none that an extension may read. */
export function isClosed(url: string | null): boolean {
  if (url === null || url === '') return false;
  const origin = originOf(url);
  return origin === null || closedHosts.test(new URL(origin).hostname);
}

/**
 * What the browser's refusal to run a script means. Chrome names its own pages and its shop; Firefox says
 * "Missing host permission" of every page, its own too, so that there an unknown address counts as asleep.
 */
export function toRefusal(error: unknown, url: string | null): TabRefusal {
  const words = error instanceof Error ? error.message : String(error);
  if (/no tab with id|invalid tab id|tab was closed/i.test(words)) return { type: 'gone' };
  if (isClosed(url)) return { type: 'closed' };
  if (
    /cannot access (?:a )?(?:contents of )?(?:url "?)?(?:chrome|edge|brave|devtools|about|view-source|file|moz-extension|data)\b|cannot be scripted|extensions gallery|of different extension|policy/i.test(
      words,
    )
  )
    return { type: 'closed' };
  if (/cannot access contents|host permission|must request permission|permission/i.test(words))
    return { type: 'asleep', origin: originOf(url) };
  return { type: 'failed' };
}
