import { resolve } from 'node:path';
import { type BrowserKind, findBrowser } from '../browser/find-browser.ts';
import { hasApt, installChromium } from '../browser/install-chromium.ts';
import { launchChromium } from '../browser/launch-chromium.ts';
import { launchFirefox } from '../browser/launch-firefox.ts';
import { type Display, hasDisplay, openDisplay } from '../browser/open-display.ts';
import type { RunningBrowser } from '../browser/running-browser.ts';
import { StartError } from './start-error.ts';
import type { StartOptions } from './start-options.ts';

/** The browser's program. Where none is found: offers to install Chromium, or says what to do. */
export async function chooseProgram(kind: BrowserKind, yes: boolean): Promise<string> {
  const found = findBrowser(kind);
  if (found !== null) return found;
  const variable = kind === 'chromium' ? 'CHROME_PATH' : 'FIREFOX_PATH';
  const name = kind === 'chromium' ? 'Chromium or Chrome' : 'Firefox';
  if (kind === 'chromium' && (process.env[variable] ?? '') === '' && (await hasApt())) {
    try {
      const installed = (await installChromium(yes)) ? findBrowser(kind) : null;
      if (installed !== null) return installed;
    } catch (cause) {
      throw new StartError('Chromium could not be installed with apt-get: see its words above.', { cause });
    }
  }
  throw new StartError(
    `No ${name} found: install it, name its program in ${variable}, or run \`npm start -- --no-browser\`.`,
  );
}

/** A display for the browser's window: the user's own (null), or an invisible one where asked for. */
export async function chooseDisplay(xvfb: boolean): Promise<Display | null> {
  if (xvfb) {
    try {
      return await openDisplay();
    } catch (cause) {
      throw new StartError('Xvfb is missing: install it (on Debian and Ubuntu `apt-get install xvfb`).', {
        cause,
      });
    }
  }
  if (hasDisplay()) return null;
  throw new StartError(
    'There is no display to open a browser on: run `npm start -- --xvfb` for an invisible one, or `npm start -- --no-browser`.',
  );
}

/** Opens the browser with the extension, its profile in the data folder. */
export async function startBrowser({
  kind,
  program,
  extension,
  display,
  options,
}: {
  kind: BrowserKind;
  program: string;
  extension: string;
  display: Display | null;
  options: StartOptions;
}): Promise<RunningBrowser> {
  const launch = kind === 'chromium' ? launchChromium : launchFirefox;
  try {
    return await launch({
      program,
      extension,
      profile: resolve(options.dataDir, `${kind}-profile`),
      display: display?.name ?? null,
      args: options.browserArgs,
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StartError(
      `${program} did not start (${reason}): close the window that an earlier run left open, or name another program in ${kind === 'chromium' ? 'CHROME_PATH' : 'FIREFOX_PATH'}.`,
      { cause },
    );
  }
}
