import { pause } from '../network/rig.ts';
import type { MirrorTruth } from './mirror-truth.ts';
import type { PanelDriver, PanelView } from './panel-view.ts';

/** Watches whether the panel says "Mirrored" of what the mirror does not have. */
export interface ClaimWatch {
  /** There is no panel now. */
  pause(): void;
  resume(): void;
  /** Ends the watch; what was claimed too early, or null. */
  end(): Promise<string | null>;
}

/** What passes in this time nobody has read, in ms. */
const glanceMs = 100;
/** Between two looks, in ms. */
const everyMs = 40;

/** Looks again and again: first at the screen, then at the mirror, which only ever gains. */
export function watchClaims(panel: () => PanelDriver, mirror: MirrorTruth): ClaimWatch {
  let over = false;
  let paused = false;
  let early: string | null = null;

  async function missing(): Promise<readonly string[]> {
    const view = await panel().read();
    if (view.line !== 'Mirrored') return [];
    await mirror.read();
    return claimed(view).filter((id) => !mirror.knows(id));
  }

  async function look(): Promise<void> {
    const first = await missing();
    if (first.length === 0) return;
    await pause(glanceMs);
    const still = await missing();
    const both = first.filter((id) => still.includes(id));
    if (both.length > 0) early ??= `said Mirrored, and ${both.length} messages were not on the mirror`;
  }

  const watching = (async () => {
    while (!over) {
      // The panel dies under our hands now and then: that is the point.
      if (!paused) await look().catch(() => undefined);
      await pause(everyMs);
    }
  })();
  return {
    pause: () => void (paused = true),
    resume: () => void (paused = false),
    async end() {
      over = true;
      await watching;
      return early;
    },
  };
}

/** What the line speaks of: not the answer that still grows, not what is marked as not sent. */
function claimed({ messages }: PanelView): readonly string[] {
  return messages.filter(({ own, busy, trouble }) => (own ? trouble === null : !busy)).map(({ id }) => id);
}
