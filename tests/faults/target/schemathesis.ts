import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as v from 'valibot';
import type { Rig } from '../network/rig.ts';
import { openTarget } from './target-mirror.ts';

const version = '4.32.5';
const folder = resolve('.data/schemathesis');
const bin = join(folder, 'venv/bin');

/** Installs the fuzzer from the package registry, once. False where that cannot be. */
export async function hasSchemathesis(): Promise<boolean> {
  if (existsSync(join(bin, 'st'))) return true;
  await mkdir(folder, { recursive: true });
  const venv = await run('python3', ['-m', 'venv', join(folder, 'venv')]);
  if (venv.code !== 0) return false;
  return (await run(join(bin, 'pip'), ['install', '-q', `schemathesis==${version}`])).code === 0;
}

/** Fuzzes every route from the mirror's own OpenAPI document. */
export async function trySchemathesis(
  rig: Rig,
  { seed, examples }: { seed: number; examples: number },
): Promise<string | null> {
  const target = await openTarget(rig);
  const document = join(await rig.folder(), 'openapi.json');
  const text = await (await fetch(`${target.url}/openapi.json`)).text();
  await writeFile(document, JSON.stringify(inOurWorkspace(JSON.parse(text))));
  const { code, out } = await run(join(bin, 'st'), [
    'run',
    document,
    '--url',
    target.url,
    '--header',
    `Authorization: Bearer ${target.token}`,
    '--checks',
    'not_a_server_error,content_type_conformance,response_schema_conformance,status_code_conformance',
    // A stream has no end to wait for; its routes are attacked by our own properties.
    '--exclude-path-regex',
    '/live',
    '--max-examples',
    String(examples),
    '--seed',
    String(seed),
    '--request-timeout',
    '10',
    '--no-color',
  ]);
  return code === 0 ? null : out.slice(-3_000);
}

const documentSchema = v.looseObject({
  paths: v.record(
    v.string(),
    v.record(
      v.string(),
      v.looseObject({ parameters: v.optional(v.array(v.looseObject({ name: v.string() }))) }),
    ),
  ),
});

/** The document with the one workspace there is: in a made-up one everything is 404, and nothing is tried. */
function inOurWorkspace(document: unknown): object {
  const { paths, ...rest } = v.parse(documentSchema, document);
  const ours = Object.entries(paths).map(([path, methods]) => [
    path.replace('{ws}', 'default'),
    Object.fromEntries(
      Object.entries(methods).map(([method, operation]) => [
        method,
        { ...operation, parameters: operation.parameters?.filter(({ name }) => name !== 'ws') ?? [] },
      ]),
    ),
  ]);
  return { ...rest, paths: Object.fromEntries(ours) };
}

function run(command: string, args: readonly string[]): Promise<{ code: number; out: string }> {
  return new Promise((done) => {
    // It keeps what it found in the folder where it runs.
    const child = spawn(command, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    child.stdout.on('data', (text) => (out += String(text)));
    child.stderr.on('data', (text) => (out += String(text)));
    child.once('error', () => done({ code: 1, out: `${command} is not there` }));
    child.once('close', (code) => done({ code: code ?? 1, out }));
  });
}
