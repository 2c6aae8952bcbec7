import { createRequire } from 'node:module';
import type { Plugin } from 'vite';
import { defineWxtModule } from 'wxt/modules';

const polyfill = 'webextension-polyfill';
const polyfillFile = 'browser-polyfill.js';

/**
 * Chrome since 148 and Firefox have `browser` by themselves: there the polyfill would be read and run at
 * every start of the worker to do nothing. An older Chrome loads it as a script of its own, also at each later
 * start: what a worker imported while it was installed it keeps.
 */
export default defineWxtModule((wxt) => {
  wxt.hook('vite:build:extendConfig', (entrypoints, config) => {
    if (!entrypoints.some(({ type }) => type === 'background')) return;
    config.plugins = [...(config.plugins ?? []), takeNative(wxt.config.browser === 'firefox')];
  });
  wxt.hook('build:publicAssets', (_wxt, files) => {
    if (wxt.config.browser === 'firefox') return;
    const absoluteSrc = createRequire(import.meta.url).resolve(`${polyfill}/dist/browser-polyfill.min.js`);
    files.push({ absoluteSrc, relativeDest: polyfillFile });
  });
});

/** Puts the browser's own object in the place of the polyfill, in the background's script. */
function takeNative(isFirefox: boolean): Plugin {
  const load = `if (!globalThis.browser?.runtime?.id) importScripts('/${polyfillFile}');`;
  return {
    name: 'native-browser',
    enforce: 'pre',
    resolveId: { filter: { id: /^webextension-polyfill$/ }, handler: () => '\0native-browser' },
    load: {
      filter: { id: /^\0native-browser$/ },
      handler: () => `${isFirefox ? '' : load}\nexport default globalThis.browser;`,
    },
  };
}
