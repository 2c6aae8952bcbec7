import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { settingsKey } from '../../utils/settings/settings.ts';
import { type BidiSession, openBidiSession, readBidiAddress } from './bidi-session.ts';
import { firefoxExtensionId, firefoxUuid } from './extension-facts.ts';
import { type BrowserPlace, type RunningBrowser, toConnectScript } from './running-browser.ts';

/** Preferences of our profiles: no welcome pages, and a fixed host for the extension's own pages. */
const preferences: Readonly<Record<string, string | number | boolean>> = {
  'extensions.webextensions.uuids': JSON.stringify({ [firefoxExtensionId]: firefoxUuid }),
  'browser.shell.checkDefaultBrowser': false,
  'browser.aboutwelcome.enabled': false,
  'browser.startup.page': 0,
  'browser.startup.homepage_override.mstone': 'ignore',
  'startup.homepage_welcome_url': '',
  'datareporting.policy.dataSubmissionEnabled': false,
  'toolkit.telemetry.reportingpolicy.firstRun': false,
  'browser.tabs.warnOnClose': false,
  'browser.sessionstore.resume_from_crash': false,
  // Six connections a host are the default: a few open streams would hold up all the rest.
  'network.http.max-persistent-connections-per-server': 30,
};

export interface FirefoxProcess {
  readonly session: BidiSession;
  readonly ended: Promise<void>;
  readonly pid: number;
}

/** Starts Firefox on the profile, with WebDriver BiDi, and installs the extension as a temporary add-on. */
export async function startFirefox(
  place: BrowserPlace,
  more: Readonly<Record<string, string | number | boolean>> = {},
): Promise<FirefoxProcess> {
  await mkdir(place.profile, { recursive: true });
  const lines = Object.entries({ ...preferences, ...more }).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`,
  );
  await writeFile(join(place.profile, 'user.js'), lines.join(''));
  const firefox = spawn(
    place.program,
    [
      '--no-remote',
      '--new-instance',
      '--profile',
      place.profile,
      '--remote-debugging-port=0',
      // Without it the extension's own pages are out of reach, and the connection could not be stored.
      '--remote-allow-system-access',
      ...place.args,
    ],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: process.platform !== 'win32',
      env: {
        ...process.env,
        MOZ_CRASHREPORTER_DISABLE: '1',
        ...(place.display === null ? {} : { DISPLAY: place.display }),
      },
    },
  );
  const ended = new Promise<void>((done) => {
    firefox.once('exit', () => done());
    firefox.once('error', () => done());
  });
  try {
    const session = await openBidiSession(await readBidiAddress(firefox, 90_000));
    await session.send('webExtension.install', { extensionData: { type: 'path', path: place.extension } });
    return { session, ended, pid: firefox.pid ?? 0 };
  } catch (error) {
    // Nobody else knows of it: it would run on for ever.
    firefox.kill('SIGKILL');
    throw error;
  }
}

/** Opens one of the extension's own pages in a tab and runs `script` in it. */
export async function runInOwnPage(session: BidiSession, page: string, script: string): Promise<unknown> {
  const [tab] = await session.listContexts();
  if (tab === undefined) throw new Error('Firefox has no tab');
  const url = `moz-extension://${firefoxUuid}/${page}`;
  await session.send('browsingContext.navigate', { context: tab.context, url, wait: 'none' });
  // Firefox sends no load event for an extension's page.
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const there = await session
      .evaluate(tab.context, 'location.href + " " + document.readyState')
      .catch(() => null);
    if (there === `${url} complete`) return await session.evaluate(tab.context, script);
    await wait(50);
  }
  throw new Error(`Firefox did not open ${url}`);
}

export async function launchFirefox(place: BrowserPlace): Promise<RunningBrowser> {
  const { session, ended, pid } = await startFirefox(place);
  return {
    async connect(connection) {
      await runInOwnPage(session, 'options.html', toConnectScript('browser', settingsKey, connection));
    },
    async open(url) {
      const [tab] = await session.listContexts();
      if (tab === undefined) throw new Error('Firefox has no tab');
      await session.send('browsingContext.navigate', { context: tab.context, url, wait: 'complete' });
    },
    pid,
    ended,
    async close() {
      await Promise.race([session.send('browser.close').catch(() => undefined), wait(3000)]);
      session.close();
      const gone = await Promise.race([ended.then(() => true), wait(7000).then(() => false)]);
      if (!gone) process.kill(pid, 'SIGKILL');
      await ended;
    },
  };
}
