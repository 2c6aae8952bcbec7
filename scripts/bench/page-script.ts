import { join } from 'node:path';
import { build } from 'vite';

/** Bundles `page/main.ts`, with the store's own code, into one script that makes `globalThis.bench`. */
export async function buildPageScript(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      lib: { entry: join(import.meta.dirname, 'page/main.ts'), formats: ['iife'], name: 'benchPage' },
    },
  });
  const [first] = Array.isArray(built) ? built : [built];
  if (first === undefined || !('output' in first)) throw new Error('the page script was not built');
  return first.output[0].code;
}
