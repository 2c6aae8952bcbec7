import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { extensionFolders } from '../../../scripts/browser/extension-facts.ts';

/**
 * `e2e` may reach loopback without asking; `shipped` is what users get. `e2e-old-chrome`: its worker finds a
 * Chrome that has no `browser` by itself, as before 148.
 */
export type TestedBuild = 'e2e' | 'e2e-old-chrome' | 'shipped';

const hideBrowser = "delete globalThis.browser; if ('browser' in globalThis) throw new Error('it stays');";

/** A copy of the built extension beside `profile`, so that a build in the meantime changes no running test. */
export async function copyExtension(
  kind: 'chromium' | 'firefox',
  profile: string,
  build: TestedBuild = 'e2e',
): Promise<string> {
  const copy = `${profile}-extension`;
  const folder = extensionFolders[kind];
  await cp(build === 'shipped' ? folder.replace(/-e2e$/, '') : folder, copy, { recursive: true });
  if (build === 'e2e-old-chrome') {
    const script = join(copy, 'background.js');
    await writeFile(script, `${hideBrowser}${await readFile(script, 'utf8')}`);
  }
  return copy;
}
