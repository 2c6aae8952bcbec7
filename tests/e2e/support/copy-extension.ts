import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { extensionFolders } from '../../../scripts/browser/extension-facts.ts';

/**
 * `e2e` may reach loopback without asking; `shipped` is what users get. `e2e-old-chrome`: its worker finds a
 * Chrome that has no `browser` by itself, as before 148. `e2e-next`: a later version, whose second script of the
 * background's leaves `lateOf` beside its work. `e2e-no-late`: that script breaks.
 */
export type TestedBuild = 'e2e' | 'e2e-old-chrome' | 'e2e-next' | 'e2e-no-late' | 'shipped';

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
  const change = async (file: string, to: (text: string) => string): Promise<void> =>
    writeFile(join(copy, file), to(await readFile(join(copy, file), 'utf8')));
  if (build === 'e2e-old-chrome') await change('background.js', (text) => `${hideBrowser}${text}`);
  const later = build === 'e2e-next' || build === 'e2e-no-late';
  // A worker keeps the scripts that it was installed with: only an update brings others.
  if (later)
    await change('manifest.json', (text) => text.replace(/"version":\s*"[^"]+"/, '"version":"99.0.0"'));
  if (build === 'e2e-next') await change('background-late.js', (text) => `${text}globalThis.lateOf='next';`);
  if (build === 'e2e-no-late') await change('background-late.js', () => 'throw new Error("broken");');
  return copy;
}
