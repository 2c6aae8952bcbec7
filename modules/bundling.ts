import type { Plugin, Rolldown } from 'vite';
import { defineWxtModule } from 'wxt/modules';

const panelEntry = /[\\/]entrypoints[\\/]sidepanel[\\/]main\.tsx$/;
const optionsEntry = /[\\/]entrypoints[\\/]options[\\/]main\.tsx$/;
/** Parts that a library names in one list with what the first screen needs of it. */
const neverFirst = /[\\/]node_modules[\\/]uuid[\\/]dist[\\/](?:sha1|v35|v5|parse)\.js$/;
const markedModule = /[\\/]node_modules[\\/]marked[\\/]lib[\\/]marked\.esm\.js$/;

/** How the extension is bundled, beyond what WXT does by itself. */
export default defineWxtModule((wxt) => {
  // `imports: false` hides WXT's own imports from our types; it still adds them wherever a name looks like one.
  wxt.hook('config:resolved', ({ config }) => {
    config.imports.imports = [];
    config.imports.presets = [];
  });
  wxt.hook('vite:build:extendConfig', (entrypoints, config) => {
    config.plugins = [...(config.plugins ?? []), keepLexerOnly()];
    config.worker = { ...config.worker, plugins: () => [keepLexerOnly()] };
    if (!entrypoints.some(({ name }) => name === 'sidepanel')) return;
    config.plugins.push(joinFirstScreen());
    config.build = { ...config.build, modulePreload: { polyfill: false } };
  });
});

/**
 * Puts all that the panel imports by name into two files instead of some forty: what the options page needs as
 * well, and the rest. Each file costs a request before the first frame, and small files compress badly.
 */
function joinFirstScreen(): Plugin {
  let panel: ReadonlySet<string> = new Set();
  let options: ReadonlySet<string> = new Set();
  const isShared = (id: string): boolean => panel.has(id) && options.has(id);
  return {
    name: 'join-first-screen',
    buildEnd() {
      panel = listStatic(this, panelEntry);
      options = listStatic(this, optionsEntry);
    },
    outputOptions(output) {
      const groups = [
        { name: 'shared', test: isShared },
        // The entry itself stays apart: what is loaded later may import from here, but must not run it.
        { name: 'panel', test: (id: string) => panel.has(id) && !options.has(id) && !panelEntry.test(id) },
      ];
      return { ...output, codeSplitting: { includeDependenciesRecursively: false, groups } };
    },
  };
}

/** The modules that an entry imports by name, directly or not, and itself. */
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
