import { browser } from 'wxt/browser';

/** The command that the manifest suggests Alt+Shift+J for. */
const openCommand = '_execute_action';

/** What we need of `browser.commands`. */
export interface CommandsApi {
  getAll(): Promise<readonly { name?: string | undefined; shortcut?: string | undefined }[]>;
  openShortcutSettings?(): Promise<void>;
}

/** How the user can change the shortcut: we open the page, or can only name it. */
export type ShortcutSettings = 'opens' | 'by-hand';

/** The keys that open the panel, in the browser's own spelling; empty where it did not assign any. */
export async function readShortcut(commands: CommandsApi = browser.commands): Promise<string> {
  const all = await commands.getAll();
  return all.find((command) => command.name === openCommand)?.shortcut ?? '';
}

/**
 * Opens the page where the user can set the shortcut. `by-hand` where the browser does not let us: then
 * one sentence must do (Firefox before 137: about:addons, the gear, "Manage Extension Shortcuts").
 */
export async function openShortcutSettings(
  api: {
    commands: CommandsApi;
    tabs: { create(options: { url: string }): Promise<unknown> };
  } = browser,
): Promise<ShortcutSettings> {
  try {
    if (api.commands.openShortcutSettings !== undefined) await api.commands.openShortcutSettings();
    else await api.tabs.create({ url: 'chrome://extensions/shortcuts' });
    return 'opens';
  } catch {
    // Firefox without `openShortcutSettings` refuses privileged addresses.
    return 'by-hand';
  }
}
