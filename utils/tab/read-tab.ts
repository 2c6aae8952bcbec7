import { mergeFrames } from '../posting/merge-frames.ts';
import { type PageReading, parsePageReading } from '../posting/posting.ts';
import { browserTabApi, type ScriptFile, type TabApi } from './tab-api.ts';
import { originOf } from './origin-of.ts';
import { toRefusal, type TabRefusal } from './tab-refusal.ts';

/** The reader's file, as the build names it. */
export const pageReaderFile: ScriptFile = '/page-reader.js';
/** A page that still loads holds the reader back until its markup is there; after this it did not answer. */
const answerWithinMs = 10_000;

/** The user's tab. `origin` is null where the browser does not tell the address, or it is none of the web's. */
export interface CurrentTab {
  readonly tabId: number;
  readonly windowId: number | null;
  readonly url: string | null;
  readonly origin: string | null;
}

/**
 * A tab's reading, taken at `at` (epoch ms), or why there is none. `closed`: no extension may read it;
 * `asleep`: we may not, until the user says so (by the toolbar's button, the shortcut, the menu, or for the
 * site `origin`); `gone`: there is no such tab; `failed`: the page did not answer.
 */
export type TabReading =
  | {
      readonly type: 'read';
      readonly tabId: number;
      /** The frame it stands in; 0 is the tab's own page. */
      readonly frameId: number;
      readonly at: number;
      readonly reading: PageReading;
    }
  | ({ readonly tabId: number } & TabRefusal);

/**
 * The tab the user looks at: of the caller's own window for a panel (`own`), else of the window that had the
 * focus last. Null where there is none.
 */
export async function currentTab({
  own = false,
  api = browserTabApi(),
}: { own?: boolean; api?: Pick<TabApi, 'tabs'> } = {}): Promise<CurrentTab | null> {
  const [tab] = await api.tabs.query(
    own ? { active: true, currentWindow: true } : { active: true, lastFocusedWindow: true },
  );
  if (tab?.id === undefined) return null;
  const url = tab.url ?? null;
  return { tabId: tab.id, windowId: tab.windowId ?? null, url, origin: originOf(url) };
}

/** Reads a tab once: every frame that we may enter, and of those the best. Never rejects. */
export async function readTab(
  tabId: number,
  {
    api = browserTabApi(),
    now = Date.now,
    timeoutMs = answerWithinMs,
  }: { api?: TabApi; now?: () => number; timeoutMs?: number } = {},
): Promise<TabReading> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<TabReading>((resolve) => {
    timer = setTimeout(() => resolve({ type: 'failed', tabId }), timeoutMs);
  });
  try {
    return await Promise.race([inject(tabId, api, now), late]);
  } finally {
    clearTimeout(timer);
  }
}

async function inject(tabId: number, api: TabApi, now: () => number): Promise<TabReading> {
  let url: string | null;
  try {
    url = (await api.tabs.get(tabId)).url ?? null;
  } catch {
    return { type: 'gone', tabId };
  }
  try {
    const frames = await api.scripting.executeScript({
      target: { tabId, allFrames: true },
      files: [pageReaderFile],
    });
    const readings = frames.flatMap(({ frameId = 0, result }) => {
      const reading = parsePageReading(result);
      return reading === null ? [] : [{ frameId, reading }];
    });
    const reading = mergeFrames(readings.map((one) => one.reading));
    if (reading === null) return { type: 'failed', tabId };
    const closedTo = frameToOpen(
      readings.map((one) => one.reading),
      reading,
    );
    if (closedTo !== null) return { type: 'asleep', tabId, origin: closedTo };
    const frame = readings.find(
      (one) => one.reading.posting === reading.posting && one.reading.url === reading.url,
    );
    return { type: 'read', tabId, frameId: frame?.frameId ?? 0, at: now(), reading };
  } catch (error) {
    return { tabId, ...toRefusal(error, url) };
  }
}

/** The site of a frame that seems to hold the job, where the page holds none and the frame gave no answer. */
function frameToOpen(readings: readonly PageReading[], best: PageReading): string | null {
  if (best.kind === 'posting' || best.kind === 'application-form') return null;
  const answered = new Set(readings.map(({ url }) => originOf(url)));
  const silent = readings
    .flatMap(({ jobFrames = [] }) => jobFrames)
    .filter((origin) => !answered.has(origin));
  return originOf(silent[0]);
}
