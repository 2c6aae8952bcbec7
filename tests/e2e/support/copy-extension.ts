import { cp } from 'node:fs/promises';
import { extensionFolders } from '../../../scripts/browser/extension-facts.ts';

/** `e2e` may reach loopback without asking; `shipped` is what users get. */
export type TestedBuild = 'e2e' | 'shipped';

/** A copy of the built extension beside `profile`, so that a build in the meantime changes no running test. */
export async function copyExtension(
  kind: 'chromium' | 'firefox',
  profile: string,
  build: TestedBuild = 'e2e',
): Promise<string> {
  const copy = `${profile}-extension`;
  const folder = extensionFolders[kind];
  await cp(build === 'e2e' ? folder : folder.replace(/-e2e$/, ''), copy, { recursive: true });
  return copy;
}
