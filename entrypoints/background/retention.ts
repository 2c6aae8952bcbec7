import type { PanelEvent } from '../../utils/messaging/panel-protocol.ts';
import { dayMs } from '../../utils/std/day-ms.ts';
import type { BackgroundItems } from '../../utils/settings/background-items.ts';
import type { MirrorSettings, Settings } from '../../utils/settings/settings.ts';
import { coalesce } from '../../utils/std/coalesce.ts';
import type { StoreHandle } from '../../utils/store/open-store.ts';
import { undoMs } from '../../utils/store/write.ts';
import type { Writer } from '../../utils/store/writer.ts';

export interface RetentionOptions {
  readonly store: Pick<StoreHandle, 'db'>;
  readonly items: Pick<BackgroundItems, 'keeping' | 'retention'>;
  readonly readSettings: () => Promise<Settings>;
  /** The mirror's clock (epoch ms). Rejects where it cannot be asked. */
  readonly readMirrorTime: (mirror: MirrorSettings) => Promise<number>;
  readonly writer: Pick<Writer, 'commit' | 'state'>;
  readonly broadcast: (event: PanelEvent) => void;
  /** Whether a panel is there to tell. */
  readonly isWatched: () => boolean;
  readonly now: () => number;
}

/** Deletes what is older than it is to be kept: chats to the bin, and what lay in the bin for good. */
export interface Retention {
  /** Does the day's work, unless it was done. May be stopped at any moment. Never rejects. */
  check(): Promise<void>;
  /** What panels have not been told yet; null where there is nothing. */
  takeUntold(): Promise<PanelEvent | null>;
  /** Whether there is a bin. */
  hasBin(): Promise<boolean>;
  /** Purges what is kept for no more than an undo, where there is no bin. */
  forgetUndos(): Promise<void>;
}

export function createRetention(options: RetentionOptions): Retention {
  const { items, writer, now } = options;
  const memory = items.retention;
  const hasBin = async (): Promise<boolean> => (await items.keeping.read()).bin;

  async function forgetUndos(): Promise<void> {
    if (!(await hasBin())) await writer.commit({ type: 'forget-undos', before: now() - undoMs });
  }

  async function dayWork(): Promise<void> {
    const { ranAt } = await memory.read();
    const since = now() - ranAt;
    // A clock that was put back must not silence this for years.
    if (since >= 0 && since < dayMs) return;
    if (writer.state() === 'not-saved') return;
    const { workOnce } = await import('./retention-work.ts');
    await workOnce(options, await hasBin());
    // Only now: a worker that is stopped goes on at its next wake.
    await memory.update((all) => ({ ...all, ranAt: now() }));
  }

  async function takeUntold(): Promise<PanelEvent | null> {
    const { untold } = await memory.read();
    if (untold.length === 0) return null;
    await memory.update((all) => ({ ...all, untold: [] }));
    return { type: 'expired', undoIds: [...untold], bin: await hasBin() };
  }

  return {
    hasBin,
    forgetUndos,
    takeUntold,
    check: coalesce(async () => {
      try {
        await dayWork();
        const event = options.isWatched() ? await takeUntold() : null;
        if (event !== null) options.broadcast(event);
      } catch (error) {
        console.error('retention: old chats could not be looked at', error);
      }
    }),
  };
}
