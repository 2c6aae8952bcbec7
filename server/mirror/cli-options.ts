import { parseArgs } from 'node:util';

export const usage = `Usage: npm run mirror -- [options]
  --port P             port to listen at (8787; 0 for any free one)
  --data-dir D         folder of the database and the token (.data/mirror)
  --json-dir D         keep a plain session_<id>.json of every session there, and take in those found
  --host H             address to listen at (127.0.0.1); any but loopback needs a token
  --token T            the bearer token, instead of the kept one (or MIRROR_TOKEN)
  --origin O           one more web origin that may call (repeatable)
  --public-url U       the address that the connect code names, where a proxy stands before the mirror
  --rate N             requests a minute for each address (6000; 0 for no limit; or MIRROR_RATE)
  --show-token         print the token and the connect code, and do nothing else
  --new-incarnation    after a restore by hand: let every device offer all it has
  --forget-deleted     drop the ids of deleted messages; devices long offline begin anew
  --help               this text`;

export interface CliOptions {
  readonly port: number;
  readonly dataDir: string;
  readonly jsonDir: string | null;
  readonly host: string;
  readonly token: string | null;
  readonly origins: readonly string[];
  readonly publicUrl: string | null;
  readonly ratePerMinute: number;
  readonly showToken: boolean;
  readonly newIncarnation: boolean;
  readonly forgetDeleted: boolean;
  readonly help: boolean;
}

/** The command line cannot be understood; the message is one sentence. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const args = {
  port: { type: 'string', default: '8787' },
  'data-dir': { type: 'string', default: '.data/mirror' },
  'json-dir': { type: 'string' },
  host: { type: 'string', default: '127.0.0.1' },
  token: { type: 'string' },
  origin: { type: 'string', multiple: true },
  'public-url': { type: 'string' },
  rate: { type: 'string' },
  'show-token': { type: 'boolean', default: false },
  'new-incarnation': { type: 'boolean', default: false },
  'forget-deleted': { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/**
 * Reads the mirror's command line and environment.
 * @throws UsageError for an unknown option or a value that makes no sense.
 */
export function parseCliOptions(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): CliOptions {
  const values = parseValues(argv);
  const token = values.token ?? env['MIRROR_TOKEN'] ?? '';
  if (/[^\x21-\x7e]/.test(token)) throw new UsageError('The token may hold visible ASCII characters only.');
  return {
    port: toWhole('--port', values.port, 65_535),
    dataDir: toFolder('--data-dir', values['data-dir']),
    jsonDir: values['json-dir'] === undefined ? null : toFolder('--json-dir', values['json-dir']),
    host: values.host,
    token: token === '' ? null : token,
    origins: (values.origin ?? []).map(toOrigin),
    publicUrl: values['public-url'] === undefined ? null : toUrl(values['public-url']),
    ratePerMinute: toWhole('--rate', values.rate ?? env['MIRROR_RATE'] ?? '6000', 1_000_000_000),
    showToken: values['show-token'],
    newIncarnation: values['new-incarnation'],
    forgetDeleted: values['forget-deleted'],
    help: values.help,
  };
}

function parseValues(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: args, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const sentence = error instanceof Error ? (error.message.split(/\.\s/)[0] ?? '') : '';
    throw new UsageError(`${sentence.replace(/\.$/, '')}.`, { cause: error });
  }
}

function toWhole(name: string, text: string, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > most)
    throw new UsageError(`${name} takes a whole number from 0 to ${most}, not "${text}".`);
  return value;
}

function toFolder(name: string, text: string): string {
  if (text.trim() === '') throw new UsageError(`${name} takes a folder.`);
  return text;
}

function toOrigin(text: string): string {
  const origin = URL.canParse(text) ? new URL(text).origin : 'null';
  // Extensions have origins that URL calls opaque.
  if (origin === text || (origin === 'null' && /^[a-z]+-extension:\/\/[^/\s*]+$/.test(text))) return text;
  throw new UsageError(`--origin takes a web origin such as https://example.com, not "${text}".`);
}

function toUrl(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text.replace(/\/+$/, '');
  throw new UsageError(`--public-url takes an http or https address, not "${text}".`);
}
