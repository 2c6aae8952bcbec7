import { cp } from 'node:fs/promises';
import { extensionFolders } from '../../../scripts/browser/extension-facts.ts';

/** A copy of the built extension beside `profile`, so that a build in the meantime changes no running test. */
export async function copyExtension(kind: 'chromium' | 'firefox', profile: string): Promise<string> {
  const copy = `${profile}-extension`;
  await cp(extensionFolders[kind], copy, { recursive: true });
  return copy;
}
