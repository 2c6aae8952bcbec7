import { parseArgs } from 'node:util';
import { StartError } from './start-error.ts';

export interface StartOptions {
  /** Null: servers only. */
  readonly browser: 'chromium' | 'firefox' | null;
  /** Install a missing browser without asking. */
  readonly yes: boolean;
  /** Open the browser on a display of its own that nobody sees. */
  readonly xvfb: boolean;
  /** Use what `.output/` holds instead of building again. */
  readonly skipBuild: boolean;
  readonly mirrorPort: number;
  readonly agentPort: number;
  readonly pagePort: number;
  readonly dataDir: string;
  /** Passed to the browser as they are. */
  readonly browserArgs: readonly string[];
}

export const startUsage = `npm start -- [options]
  --browser chromium|firefox   which browser to open (default: chromium, or Chrome)
  --no-browser                 start the servers only and say how to load the extension by hand
  --yes                        install a missing Chromium without asking (Debian, Ubuntu)
  --xvfb                       open the browser on an invisible display (Linux)
  --skip-build                 use the extension as it was built last
  --mirror-port N              port of the mirror (default 8377, 0: any free one)
  --agent-port N               port of the practice agent (default 8378, 0: any free one)
  --page-port N                port of the sample posting (default 8379, 0: any free one)
  --data-dir DIR               what outlives the run: chats, token, browser profile (default .data/start)
  --browser-arg ARG            passed to the browser; may be repeated
Environment: LETTA_BASE_URL, LETTA_API_KEY, LETTA_AGENT_ID use that Letta instead of the practice agent;
CHROME_PATH, FIREFOX_PATH name the browser's program.`;

/** Parses the words after `npm start --`. Returns null where only help was asked for. */
export function parseStartOptions(args: readonly string[]): StartOptions | null {
  const { values } = readArgs(args);
  if (values.help === true) return null;
  const browser = values.browser ?? 'chromium';
  if (browser !== 'chromium' && browser !== 'firefox') {
    throw new StartError(`--browser takes chromium or firefox, not "${browser}".`);
  }
  return {
    browser: values['no-browser'] === true ? null : browser,
    yes: values.yes === true,
    xvfb: values.xvfb === true,
    skipBuild: values['skip-build'] === true,
    mirrorPort: parsePort('--mirror-port', values['mirror-port'] ?? '8377'),
    agentPort: parsePort('--agent-port', values['agent-port'] ?? '8378'),
    pagePort: parsePort('--page-port', values['page-port'] ?? '8379'),
    dataDir: values['data-dir'] ?? '.data/start',
    browserArgs: values['browser-arg'] ?? [],
  };
}

function readArgs(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        browser: { type: 'string' },
        'no-browser': { type: 'boolean' },
        yes: { type: 'boolean' },
        xvfb: { type: 'boolean' },
        'skip-build': { type: 'boolean' },
        'mirror-port': { type: 'string' },
        'agent-port': { type: 'string' },
        'page-port': { type: 'string' },
        'data-dir': { type: 'string' },
        'browser-arg': { type: 'string', multiple: true },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('. ')[0] : String(error);
    throw new StartError(`${reason}: see \`npm start -- --help\`.`);
  }
}

function parsePort(option: string, text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) {
    throw new StartError(`${option} takes a number from 0 to 65535, not "${text}".`);
  }
  return port;
}
