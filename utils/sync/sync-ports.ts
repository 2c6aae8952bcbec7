import type { HlcClock } from '../chat/hlc.ts';
import type { MirrorClient } from '../mirror/mirror-client.ts';
import type { StoreDb } from '../store/schema.ts';

/** What pushing and pulling need of the outside. */
export interface SyncPorts {
  /** The open store; opens it again after it was closed. */
  readonly db: () => Promise<StoreDb>;
  readonly mirror: MirrorClient;
  readonly clientId: string;
  /** The clock that also stamps this device's writes. */
  readonly clock: HlcClock;
  /** The view of these sessions changed on disk (null: any may have). */
  readonly onChanged: (sessionIds: readonly string[] | null) => void;
  /** Rows that the pull under way has brought so far, where they are more than a page; null: it is over. */
  readonly onPulling?: (rows: number | null) => void;
  /** Epoch ms. */
  readonly now?: () => number;
}
