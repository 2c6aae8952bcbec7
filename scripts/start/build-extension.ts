import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type BrowserKind } from '../browser/find-browser.ts';
import { StartError } from './start-error.ts';
import { extensionFolders } from '../browser/extension-facts.ts';

const root = resolve(import.meta.dirname, '../..');

/** Builds the production extension plus permission for loopback. Rejects with what the build said. */
export async function buildExtension(kind: BrowserKind): Promise<string> {
  const args = kind === 'firefox' ? ['-b', 'firefox', '--mv3'] : [];
  await new Promise<void>((done, fail) => {
    execFile(
      process.execPath,
      [join(root, 'node_modules/wxt/bin/wxt.mjs'), 'build', '--mode', 'e2e', ...args],
      { cwd: root, maxBuffer: 16 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (error === null) done();
        else fail(new StartError(`The extension could not be built:\n${stdout}${stderr}`));
      },
    );
  });
  return extensionFolders[kind];
}

/** The extension as it was built last, or null. */
export async function findBuilt(kind: BrowserKind): Promise<string | null> {
  try {
    await access(join(extensionFolders[kind], 'manifest.json'));
    return extensionFolders[kind];
  } catch {
    return null;
  }
}
