import { join } from 'node:path';
import { mkdir, readdir } from 'node:fs/promises';
import * as v from 'valibot';
import { startMirror } from '../../../server/mirror/start-mirror.ts';
import type { Rig } from '../network/rig.ts';

/** How long any answer may take, in ms. */
const patienceMs = 10_000;

const documentSchema = v.object({ paths: v.record(v.string(), v.record(v.string(), v.unknown())) });

export interface Route {
  readonly method: string;
  /** As the document has it: `/v1/ws/{ws}/changes`. */
  readonly path: string;
}

/** A mirror to be attacked. */
export interface TargetMirror {
  readonly url: string;
  readonly token: string;
  readonly jsonDir: string;
  /** Every route of its OpenAPI document. */
  readonly routes: readonly Route[];
  /** The status of an answer that was read to its end (of a stream: its head). Rejects on a hang. */
  ask(route: { readonly method: string; readonly path: string }, init?: RequestInit): Promise<Answer>;
  /** Everything beside and in the folder of session files, by name. */
  files(): Promise<readonly string[]>;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
}

export async function openTarget(rig: Rig): Promise<TargetMirror> {
  const root = await rig.folder();
  const [dataDir, jsonDir] = [join(root, 'data'), join(root, 'inner', 'chats')];
  await mkdir(jsonDir, { recursive: true });
  const mirror = await startMirror({ port: 0, dataDir, jsonDir, ratePerMinute: 0 });
  rig.defer(() => mirror.close());
  const document = v.parse(documentSchema, await (await fetch(`${mirror.url}/openapi.json`)).json());
  const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })),
  );
  return {
    url: mirror.url,
    token: mirror.token,
    jsonDir,
    routes,
    async ask({ method, path }, init = {}) {
      const signal = AbortSignal.timeout(patienceMs);
      const response = await fetch(mirror.url + path, { ...init, method, signal, redirect: 'manual' });
      const stream = response.headers.get('content-type')?.includes('event-stream') === true;
      if (stream) await response.body?.cancel();
      return { status: response.status, text: stream ? '' : await response.text() };
    },
    async files() {
      const names = await readdir(root, { recursive: true });
      return names.filter((name) => !name.startsWith('data')).toSorted();
    },
  };
}

/** The right token's header. */
export function bearer(token: string): { authorization: string } {
  return { authorization: `Bearer ${token}` };
}
