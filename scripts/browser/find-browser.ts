import { accessSync, constants, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export type BrowserKind = 'chromium' | 'firefox';

const names: Readonly<Record<BrowserKind, readonly string[]>> = {
  chromium: [
    'chromium',
    'chromium-browser',
    'google-chrome',
    'google-chrome-stable',
    'chrome',
    'microsoft-edge',
  ],
  firefox: ['firefox', 'firefox-esr'],
};

/** Absolute paths for systems whose browsers are not in PATH. */
function usualPlaces(kind: BrowserKind): readonly string[] {
  const home = process.env['HOME'] ?? '';
  if (process.platform === 'darwin') {
    const apps = ['/Applications', join(home, 'Applications')];
    const inside =
      kind === 'chromium'
        ? ['Chromium.app/Contents/MacOS/Chromium', 'Google Chrome.app/Contents/MacOS/Google Chrome']
        : ['Firefox.app/Contents/MacOS/firefox'];
    return apps.flatMap((folder) => inside.map((path) => join(folder, path)));
  }
  if (process.platform === 'win32') {
    const roots = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((key) => {
      const value = process.env[key];
      return value === undefined ? [] : [value];
    });
    const inside =
      kind === 'chromium'
        ? ['Chromium/Application/chrome.exe', 'Google/Chrome/Application/chrome.exe']
        : ['Mozilla Firefox/firefox.exe'];
    return roots.flatMap((folder) => inside.map((path) => join(folder, path)));
  }
  return kind === 'chromium' ? ['/usr/lib/chromium/chromium', '/snap/bin/chromium'] : [];
}

/** The browser's program: the one that CHROME_PATH or FIREFOX_PATH names, else the first found, else null. */
export function findBrowser(kind: BrowserKind): string | null {
  const named = process.env[kind === 'chromium' ? 'CHROME_PATH' : 'FIREFOX_PATH'];
  if (named !== undefined && named !== '') return isProgram(named) ? named : null;
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const inPath =
    process.platform === 'win32'
      ? []
      : names[kind].flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...inPath, ...usualPlaces(kind)].find(isProgram) ?? null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(realpathSync(path), constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
