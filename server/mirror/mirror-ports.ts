import type { LiveHub, News } from './live-hub.ts';
import type { MirrorLog } from './mirror-log.ts';
import type { MirrorStore } from './mirror-store.ts';

/** What the HTTP side of the mirror stands on. */
export interface MirrorPorts {
  readonly store: MirrorStore;
  readonly hub: LiveHub;
  readonly log: MirrorLog;
  readonly token: string;
  /** Further origins for CORS, exactly as a browser sends them. */
  readonly origins: readonly string[];
  /** Requests a minute for each address; 0 for no limit. */
  readonly ratePerMinute: number;
  /** True once the mirror is about to stop. */
  stopping(): boolean;
  /** Called after the commit with the sessions that changed and where the workspace stands now. */
  onChanged(ws: string, sessions: readonly string[], news: News): void;
}
