import type { Screen } from '../../fakes/screen.ts';
import type { RigMirror } from './rig.ts';
import { pause } from './rig.ts';

/** Watches whether a panel says "Mirrored" of what the mirror does not have. */
export interface ClaimWatch {
  /** Ends the watch; what was claimed too early, or null. */
  end(): Promise<string | null>;
}

/** What passes in this time nobody has read, in ms. */
const glanceMs = 100;

/** Looks again and again: first what this device shows, then what it says, then what the mirror has. */
export function watchClaims(screen: Screen, mirror: RigMirror): ClaimWatch {
  let over = false;
  let early: string | null = null;

  async function look(): Promise<void> {
    if ((await missing()) === 0) return;
    await pause(glanceMs);
    const still = await missing();
    if (still > 0) early ??= `said Mirrored, and ${still} messages were not on the mirror`;
  }

  async function missing(): Promise<number> {
    const shown = (await screen.read()).messages.map(({ id }) => id);
    const status = screen.status();
    if (status?.mirror !== 'mirrored' || status.waiting + status.failed > 0) return 0;
    const rows = await mirror.rows();
    const there = new Set(
      rows.map((row) => (row.kind === 'msg' ? row.message.id : row.kind === 'tomb' ? row.id : '')),
    );
    return shown.filter((id) => !there.has(id)).length;
  }

  const watching = (async () => {
    while (!over) {
      await look().catch(() => undefined);
      await pause(20);
    }
  })();
  return {
    async end() {
      over = true;
      await watching;
      return early;
    },
  };
}
