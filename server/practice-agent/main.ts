import { parseArgs } from 'node:util';
import { parseFault } from './faults.ts';
import type { PracticeOptions } from './options.ts';
import { startPracticeAgent } from './start-practice-agent.ts';

const usage = 'npm run practice-agent -- --port 8283   (all options: server/practice-agent/README.md)';

function readOptions(): Partial<PracticeOptions> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '8283' },
      host: { type: 'string' },
      'data-dir': { type: 'string' },
      pace: { type: 'string' },
      'pieces-per-second': { type: 'string' },
      words: { type: 'string' },
      redis: { type: 'boolean' },
      conversations: { type: 'boolean' },
      version: { type: 'string' },
      password: { type: 'string' },
      fail: { type: 'string', multiple: true },
      keepalive: { type: 'string' },
      steps: { type: 'boolean' },
      'one-call': { type: 'boolean' },
      control: { type: 'boolean' },
    },
    allowNegative: true,
  });
  const number = (name: 'port' | 'pace' | 'pieces-per-second' | 'words' | 'keepalive'): number | null => {
    const text = values[name];
    if (text === undefined) return null;
    if (text.trim() === '' || !(Number(text) >= 0))
      throw new Error(`--${name} takes a number, not "${text}".`);
    return Number(text);
  };
  const perSecond = number('pieces-per-second');
  const keepalive = number('keepalive');
  return {
    port: number('port') ?? 8283,
    // Slow enough to be read along with, unlike the default of tests.
    paceMs: number('pace') ?? (perSecond ? 1000 / perSecond : 25),
    words: number('words'),
    dataDir: values['data-dir'] ?? null,
    password: values.password ?? null,
    faults: (values.fail ?? []).map(parseFault),
    steps: values.steps ?? false,
    oneCall: values['one-call'] ?? false,
    control: values.control ?? false,
    redis: values.redis ?? true,
    conversations: values.conversations ?? true,
    ...(values.host === undefined ? {} : { host: values.host }),
    ...(values.version === undefined ? {} : { version: values.version }),
    ...(keepalive === null ? {} : { keepaliveMs: keepalive * 1000 }),
  };
}

function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? error.code : null;
  if (code === 'EADDRINUSE') return `Port ${portOf(error)} is taken: choose another one with --port.`;
  if (code === 'EACCES') return `Port ${portOf(error)} may not be used: choose one above 1024 with --port.`;
  return error.message;
}

function portOf(error: Error): string {
  return 'port' in error ? String(error.port) : '';
}

try {
  const practice = await startPracticeAgent(readOptions());
  console.log(`Practice agent, not a language model: ${practice.url}`);
  const stop = (): void => {
    void practice.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
} catch (error) {
  console.error(`${sentenceOf(error)}\n${usage}`);
  process.exit(1);
}
