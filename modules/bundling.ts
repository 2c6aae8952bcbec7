import type { Plugin, Rolldown } from 'vite';
import { defineWxtModule } from 'wxt/modules';

const panelEntry = /[\\/]entrypoints[\\/]sidepanel[\\/]main\.tsx$/;
const optionsEntry = /[\\/]entrypoints[\\/]options[\\/]main\.tsx$/;
const workerEntry = /[\\/]entrypoints[\\/]sidepanel[\\/][a-z]+-worker\.ts$/;
const markedModule = /[\\/]node_modules[\\/]marked[\\/]lib[\\/]marked\.esm\.js$/;
/** Parts that a library names in one list with what the first screen needs of it. */
const neverFirst = /[\\/]node_modules[\\/]uuid[\\/]dist[\\/](?:sha1|v35|v5|parse)\.js$/;

const groupNames: ReadonlySet<string> = new Set(['core', 'shared', 'panel']);

/** How the extension is bundled, beyond what WXT does by itself. */
export default defineWxtModule((wxt) => {
  // `imports: false` hides WXT's own imports from our types; it still adds them wherever a name looks like one.
  wxt.hook('config:resolved', ({ config }) => {
    config.imports.imports = [];
    config.imports.presets = [];
  });
  wxt.hook('vite:build:extendConfig', (entrypoints, config) => {
    config.plugins = [...(config.plugins ?? []), keepLexerOnly()];
    if (!entrypoints.some(({ name }) => name === 'sidepanel')) return;
    config.plugins.push(shareWithWorkers(), joinFirstScreen());
    config.build = { ...config.build, modulePreload: { polyfill: false } };
  });
});

/**
 * Puts all that the panel imports by name into three files instead of some forty: what its workers need as
 * well, what the options page needs, and the rest. Each file costs a request before the first frame, and small
 * files compress badly.
 */
function joinFirstScreen(): Plugin {
  let panel: ReadonlySet<string> = new Set();
  let options: ReadonlySet<string> = new Set();
  let workers: ReadonlySet<string> = new Set();
  function groupOf(id: string): string | null {
    // The entry itself stays apart: what is loaded later may import from these files, but must not run it.
    if (!panel.has(id) || panelEntry.test(id)) return null;
    if (workers.has(id)) return 'core';
    return options.has(id) ? 'shared' : 'panel';
  }
  return {
    name: 'join-first-screen',
    buildEnd() {
      panel = listStatic(this, panelEntry);
      options = listStatic(this, optionsEntry);
      workers = listStatic(this, workerEntry);
    },
    outputOptions(output) {
      const groups = [{ name: groupOf }];
      return { ...output, codeSplitting: { includeDependenciesRecursively: false, groups } };
    },
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
      for (const { fileName, facadeModuleId, imports } of chunks) {
        if (facadeModuleId === null || !workerEntry.test(facadeModuleId)) continue;
        const wrong = chunks.filter(
          ({ name, fileName: file }) => name !== 'core' && groupNames.has(name) && imports.includes(file),
        );
        if (wrong.length > 0) throw new Error(`bundling: ${fileName} would load what needs a document`);
      }
    },
  };
}

/** The modules that entries import by name, directly or not, and themselves. */
function listStatic(context: Rolldown.PluginContext, entry: RegExp): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [...context.getModuleIds()].filter((id) => entry.test(id));
  if (waiting.length === 0) throw new Error(`bundling: nothing is built from ${entry}`);
  for (const id of waiting) {
    if (found.has(id) || neverFirst.test(id)) continue;
    found.add(id);
    waiting.push(...(context.getModuleInfo(id)?.importedIds ?? []));
  }
  return found;
}

/** Builds the panel's workers together with the panel, so that what both need is in the package once. */
function shareWithWorkers(): Plugin {
  return {
    name: 'share-with-workers',
    enforce: 'pre',
    transform: {
      filter: { code: /new Worker\(/ },
      async handler(code, importer) {
        const place = /new URL\('(\.\/([a-z]+-worker))\.ts', import\.meta\.url\)/.exec(code);
        if (place === null) return null;
        const [address, path, name] = place;
        const id = (await this.resolve(`${path}.ts`, importer))?.id;
        if (id === undefined) throw new Error(`bundling: no worker at ${path}`);
        const file = this.emitFile({ type: 'chunk', id, fileName: `chunks/${name}.js` });
        return { code: code.replace(address, `import.meta.ROLLUP_FILE_URL_${file}`), map: null };
      },
    },
  };
}

/**
 * marked ends in an instance of its parser and renderers with assignments that no bundler may drop: a quarter of
 * it, of which we need nothing.
 */
function keepLexerOnly(): Plugin {
  return {
    name: 'keep-lexer-only',
    transform: {
      filter: { id: markedModule },
      handler(code) {
        const tail = /var \w+=new \w+;function \w+\(\w+,\w+\)\{return \w+\.parse\(.*?export\{[^}]*\};/s;
        const lexer = /export\{[^}]*\b(\w+) as Lexer\b/.exec(code)?.[1];
        if (lexer === undefined || !tail.test(code))
          throw new Error('bundling: marked is built differently now');
        return { code: code.replace(tail, `export{${lexer} as Lexer};`), map: null };
      },
    },
  };
}
