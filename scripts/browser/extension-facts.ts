import { resolve } from 'node:path';

/** Chrome derives it from the `key` in wxt.config.ts. */
export const chromeExtensionId = 'liomcgjddddhgkdlddmkokbagdmkjnoe';
/** As in wxt.config.ts. */
export const firefoxExtensionId = 'talentscout@talentscout.app';
/** The host of our Firefox pages; fixed by a preference so that a profile keeps its storage. */
export const firefoxUuid = '7a1e5c0e-7a1e-4c0e-9a7e-5c0e7a1e5c0e';

const root = resolve(import.meta.dirname, '../..');

/** Where `npm run build:e2e` (Chrome) and `build:e2e:firefox` leave the extension. */
export const extensionFolders = {
  chromium: resolve(root, '.output/chrome-mv3-e2e'),
  firefox: resolve(root, '.output/firefox-mv3-e2e'),
} as const;
