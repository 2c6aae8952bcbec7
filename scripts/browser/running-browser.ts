import type { Settings } from '../../utils/settings/settings.ts';

/** A browser with the extension loaded, as `npm start` and the picture script drive it. */
export interface RunningBrowser {
  /** Writes the connection into the extension's own storage; what else the user set stays. */
  connect(connection: Pick<Settings, 'letta' | 'mirror'>): Promise<void>;
  open(url: string): Promise<void>;
  readonly pid: number;
  /** Resolves when the browser has ended, whoever ended it. */
  readonly ended: Promise<void>;
  /** Asks the browser to close and waits until it has. */
  close(): Promise<void>;
}

export interface BrowserPlace {
  readonly program: string;
  /** The built extension. */
  readonly extension: string;
  /** The profile's folder; made where it is missing. */
  readonly profile: string;
  /** DISPLAY for the browser; null: as it is. */
  readonly display: string | null;
  readonly args: readonly string[];
}

/** JavaScript for an extension's page or worker that stores the connection; `api` is chrome or browser. */
export function toConnectScript(
  api: 'chrome' | 'browser',
  settingsKey: string,
  connection: Pick<Settings, 'letta' | 'mirror'>,
): string {
  const key = JSON.stringify(settingsKey);
  return `(async () => {
    const old = (await ${api}.storage.local.get(${key}))[${key}];
    await ${api}.storage.local.set({ [${key}]: { keepDays: 0, ...old, ...${JSON.stringify(connection)} } });
  })()`;
}
