import { mostQuestions } from './limits.ts';
import type { PageKind, PageReading } from './posting.ts';

const rank: Readonly<Record<PageKind, number>> = { posting: 3, 'application-form': 2, list: 1, none: 0 };

/**
 * The one reading for a tab out of its frames': the frame with the best posting, with the tab's own on a tie.
 * An application form in a frame beside a posting in the page is the posting; its questions stand with it.
 * Null where no frame answered.
 */
export function mergeFrames(readings: readonly PageReading[]): PageReading | null {
  let best: PageReading | null = null;
  for (const one of readings.slice(0, 100)) {
    if (
      best === null ||
      rank[one.kind] > rank[best.kind] ||
      (rank[one.kind] === rank[best.kind] && one.score > best.score)
    )
      best = one;
  }
  if (best === null) return null;
  const questions = readings.flatMap((one) => one.questions).slice(0, mostQuestions);
  return { ...best, questions };
}
