import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

export interface Display {
  /** As DISPLAY takes it, e.g. `:99`. */
  readonly name: string;
  close(): void;
}

/** True where a window can be shown without further ado. */
export function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true;
  return (process.env['DISPLAY'] ?? '') !== '' || (process.env['WAYLAND_DISPLAY'] ?? '') !== '';
}

/** Starts Xvfb on a display number that it chooses itself. Rejects where the program is missing. */
export async function openDisplay(size = '1280x900x24'): Promise<Display> {
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', size, '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    detached: true,
  });
  const numbers = server.stdio[3];
  const name = await new Promise<string>((done, fail) => {
    server.once('error', (cause) => fail(new Error('Xvfb could not be started', { cause })));
    server.once('exit', (code) => fail(new Error(`Xvfb ended with code ${code ?? 'unknown'}`)));
    if (isReadable(numbers)) createInterface(numbers).once('line', (line) => done(`:${line.trim()}`));
  });
  server.unref();
  process.once('exit', () => server.kill());
  return { name, close: () => void server.kill() };
}

function isReadable(stream: unknown): stream is Readable {
  return typeof stream === 'object' && stream !== null && 'read' in stream;
}
