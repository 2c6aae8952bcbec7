import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import * as v from 'valibot';
import { startMirror, type MirrorOptions, type RunningMirror } from '../../server/mirror/start-mirror.ts';
import {
  changesPageSchema,
  pushResponseSchema,
  type ChangesPage,
  type Op,
  type PushResponse,
} from '../../utils/mirror/protocol.ts';

/** A folder that goes with the test. */
export async function temporaryFolder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'mirror-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

export interface TestMirror extends RunningMirror {
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  post(path: string, body: string): Promise<Response>;
  push(...ops: Op[]): Promise<PushResponse>;
  pull(since?: number): Promise<ChangesPage>;
}

/** A real mirror on a free port, closed with the test. Paths are below the workspace. */
export async function startTestMirror(
  options: Partial<MirrorOptions> & { dataDir: string },
): Promise<TestMirror> {
  const mirror = await startMirror({ port: 0, ...options });
  onTestFinished(() => mirror.close());
  const auth = { authorization: `Bearer ${mirror.token}` };
  const base = `${mirror.url}/v1/ws/default`;
  const get: TestMirror['get'] = (path, headers = {}) =>
    fetch(base + path, { headers: { ...auth, ...headers } });
  const post: TestMirror['post'] = (path, body) =>
    fetch(base + path, { method: 'POST', body, headers: { ...auth, 'content-type': 'application/json' } });
  return {
    ...mirror,
    get,
    post,
    async push(...ops) {
      const response = await post('/push', JSON.stringify({ clientId: 'test', inc: null, ops }));
      return v.parse(pushResponseSchema, await response.json());
    },
    async pull(since = 0) {
      return v.parse(changesPageSchema, await (await get(`/changes?since=${since}`)).json());
    },
  };
}

/** Asks again until `look` answers something, for what happens soon but not at once. */
export async function until<T>(
  look: () => Promise<T | null | undefined | false>,
  withinMs = 10_000,
): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`did not come within ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
