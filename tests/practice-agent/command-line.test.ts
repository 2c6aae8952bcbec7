import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';

const main = fileURLToPath(new URL('../../server/practice-agent/main.ts', import.meta.url));
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

interface Started {
  readonly child: ChildProcess;
  /** Everything it has written so far. */
  said(): string;
}
function start(...args: string[]): Started {
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += String(chunk)));
  return { child, said: () => text };
}
async function addressOf(started: Started): Promise<string> {
  await expect.poll(started.said, { timeout: 10_000 }).toMatch(/http:\/\/\S+/);
  return /http:\/\/\S+/.exec(started.said())?.[0] ?? '';
}

describe('npm run practice-agent', () => {
  it('prints its address and what it is in one line, and stops gracefully', async () => {
    const started = start('--port', '0', '--no-redis', '--fail', 'agents=429', '--words', '7');
    const url = await addressOf(started);
    expect(started.said()).toBe(`Practice agent, not a language model: ${url}\n`);
    expect((await fetch(`${url}/v1/health/`)).status).toBe(200);
    expect((await fetch(`${url}/v1/agents/`)).status).toBe(429);
    started.child.kill('SIGTERM');
    expect((await once(started.child, 'exit'))[0]).toBe(0);
  });

  it('says in a sentence that the port is taken', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const address = holder.address();
    const port = typeof address === 'object' && address !== null ? String(address.port) : '';
    const started = start('--port', port);
    expect((await once(started.child, 'exit'))[0]).toBe(1);
    expect(started.said()).toContain(`Port ${port} is taken`);
    expect(started.said()).not.toContain('    at ');
    holder.close();
  });

  it.each([[['--port', 'many']], [['--fail', 'lunch=500']], [['--unknown']]])('refuses %j', async (args) => {
    const started = start(...args);
    expect((await once(started.child, 'exit'))[0]).toBe(1);
    expect(started.said()).toContain(args.at(-1) ?? '');
  });
});
