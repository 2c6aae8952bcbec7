import { chromium } from '@playwright/test';
import * as v from 'valibot';
import { mergeFrames } from '../../utils/posting/merge-frames.ts';
import { type PageReading, parsePageReading } from '../../utils/posting/posting.ts';
import { findBrowser } from '../browser/find-browser.ts';

export interface ReadPages {
  /** Reads one saved page as if it stood at `url`. `ms` is the time spent in its frames, added up. */
  read(page: {
    readonly html: string;
    readonly url: string;
  }): Promise<{ readonly reading: PageReading | null; readonly ms: number }>;
  close(): Promise<void>;
}

const worldSchema = v.object({ executionContextId: v.number() });
const answerSchema = v.object({
  result: v.object({ value: v.optional(v.unknown()) }),
  exceptionDetails: v.optional(
    v.object({ text: v.string(), exception: v.optional(v.object({ description: v.optional(v.string()) })) }),
  ),
});
const timedSchema = v.object({ reading: v.unknown(), ms: v.number() });
interface FrameTree {
  readonly frame: { readonly id: string };
  readonly childFrames?: readonly FrameTree[] | undefined;
}
const treeSchema: v.GenericSchema<unknown, FrameTree> = v.object({
  frame: v.object({ id: v.string() }),
  get childFrames() {
    return v.optional(v.array(treeSchema));
  },
});

/** HTTP headers that a crawler left above the markup are not part of the page. */
function withoutHeaders(html: string): string {
  return /^HTTP\/\d/.test(html) ? html.slice(html.indexOf('<')) : html;
}

/**
 * Chromium without network, in which `source` (the built reader) runs as the extension runs it: after the
 * load, in a world of its own, in every frame. The pages' own scripts do not run: a saved page is what they
 * made, and without their servers they would take it apart.
 */
export async function openPageReader(source: string): Promise<ReadPages> {
  const program = findBrowser('chromium');
  if (program === null)
    throw new Error('Chromium was not found: put it into PATH, or name it in CHROME_PATH.');
  const browser = await chromium.launch({
    executablePath: program,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  const context = await browser.newContext({
    serviceWorkers: 'block',
    viewport: { width: 1280, height: 900 },
  });
  const script = `(async () => { const from = performance.now(); const reading = await ${source.trim().replace(/;$/, '')}; return { reading, ms: performance.now() - from }; })()`;
  return {
    async read({ html, url }) {
      const page = await context.newPage();
      try {
        let served = false;
        await page.route('**/*', (route) => {
          if (served || !route.request().isNavigationRequest()) return route.abort();
          served = true;
          const headers = { 'content-security-policy': "script-src 'none'" };
          return route.fulfill({
            body: withoutHeaders(html),
            contentType: 'text/html; charset=utf-8',
            headers,
          });
        });
        await page.goto(url, { waitUntil: 'domcontentloaded' });
        const session = await context.newCDPSession(page);
        const { frameTree } = v.parse(
          v.object({ frameTree: treeSchema }),
          await session.send('Page.getFrameTree'),
        );
        const readings: PageReading[] = [];
        let ms = 0;
        for (const frameId of listFrames(frameTree).slice(0, 20)) {
          // A frame of another origin that could not load has no world of ours.
          const made = await session.send('Page.createIsolatedWorld', { frameId }).catch(() => null);
          if (made === null) continue;
          const world = v.parse(worldSchema, made);
          const answer = v.parse(
            answerSchema,
            await session.send('Runtime.evaluate', {
              expression: script,
              contextId: world.executionContextId,
              awaitPromise: true,
              returnByValue: true,
            }),
          );
          if (answer.exceptionDetails !== undefined) {
            console.error(
              `${url}: ${answer.exceptionDetails.exception?.description ?? answer.exceptionDetails.text}`,
            );
            continue;
          }
          const timed = v.parse(timedSchema, answer.result.value);
          ms += timed.ms;
          const reading = parsePageReading(timed.reading);
          if (reading !== null) readings.push(reading);
          else console.error(`${url}: what came back is no reading`);
        }
        return { reading: mergeFrames(readings), ms };
      } finally {
        await page.close();
      }
    },
    close: () => browser.close(),
  };
}

function listFrames(tree: FrameTree): readonly string[] {
  return [tree.frame.id, ...(tree.childFrames ?? []).flatMap(listFrames)];
}
