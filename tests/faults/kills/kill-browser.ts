import type { Settings } from '../../../utils/settings/settings.ts';
import type { PanelDriver } from './panel-view.ts';

/** A real browser with the extension on a real profile, made to be killed. */
export interface KillBrowser {
  readonly name: 'Chromium' | 'Firefox';
  /** Starts it on its profile; `connect` once, then the profile remembers. */
  start(): Promise<void>;
  connect(connection: Pick<Settings, 'letta' | 'mirror'>): Promise<void>;
  /** Opens the panel's page in a tab in front: the very document that the side panel shows. */
  openPanel(): Promise<PanelDriver>;
  /** Closes that tab. */
  closePanel(): Promise<void>;
  /** Stops the worker or the event page. False where none ran. */
  stopWorker(): Promise<boolean>;
  /** The errors that the panel wrote to its console since the browser started, where they can be read. */
  complaints(): readonly string[];
  /** SIGKILL for every process of the browser; resolves when it is gone. */
  kill(): Promise<void>;
}

/** Kills a process group; resolves when its last process is gone, which may outlive the first. */
export async function killGroup(pid: number): Promise<void> {
  if (pid === 0) return;
  const signal = (name: 'SIGKILL' | 0): boolean => {
    try {
      return process.kill(-pid, name);
    } catch {
      return false;
    }
  };
  signal('SIGKILL');
  await waitFor(async () => (signal(0) ? null : true), `process group ${pid} ends`, 10_000);
}

/** Asks `look` again until it gives something; rejects with `what` after `withinMs`. */
export async function waitFor<Found>(
  look: () => Promise<Found | null>,
  what: string,
  withinMs: number,
): Promise<Found> {
  const end = Date.now() + withinMs;
  for (;;) {
    const found = await look().catch(() => null);
    if (found !== null) return found;
    if (Date.now() > end) throw new Error(`waited ${withinMs} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
