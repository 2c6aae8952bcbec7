import { setTimeout as wait } from 'node:timers/promises';

/** Waits until `check` holds; fails after `timeoutMs` with the name of what it waited for. */
export async function until(check: () => Promise<boolean>, what: string, timeoutMs = 45_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await check())) {
    if (Date.now() > end) throw new Error(`waited ${timeoutMs} ms in vain: ${what}`);
    await wait(100);
  }
}
