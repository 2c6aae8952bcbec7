import type { Plugin, Rolldown } from 'vite';
import { defineWxtModule } from 'wxt/modules';

const panelEntry = /[\\/]entrypoints[\\/]sidepanel[\\/]index\.html$/;
const optionsEntry = /[\\/]entrypoints[\\/]options[\\/]index\.html$/;
const workerEntry = /[\\/]entrypoints[\\/]sidepanel[\\/][a-z]+-worker\.ts$/;
const markedModule = /[\\/]node_modules[\\/]marked[\\/]lib[\\/]marked\.esm\.js$/;
/** What the panel loads by itself as soon as its first frame is drawn. */
const afterFirstFrame =
  /[\\/](?:sidepanel[\\/](?:browser-side|open-posting|open-page-acts|PostingView|PromptsView)|message[\\/](?:ApprovalGroups|TroubleLine))\.tsx?$/;
/** Parts that a library names in one list with what the first screen needs of it. */
const neverFirst = /[\\/]node_modules[\\/]uuid[\\/]dist[\\/](?:sha1|v35|v5|parse)\.js$/;

/** What may load nothing of the panel's own files: they run the panel. */
const strangers = [optionsEntry, workerEntry];

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
    config.plugins.push(shareWithWorkers(), loadAtOnce(), joinFirstScreen());
    config.build = { ...config.build, modulePreload: { polyfill: false } };
  });
});

/**
 * Puts all that the panel imports by name into three files instead of some forty: what its workers need as
 * well, what the options page needs, and the rest. What it loads right after its first frame makes a fourth.
 * Each file costs a request before the first frame, and small files compress badly.
 */
function joinFirstScreen(): Plugin {
  let panel: ReadonlySet<string> = new Set();
  let options: ReadonlySet<string> = new Set();
  let workers: ReadonlySet<string> = new Set();
  let next: ReadonlySet<string> = new Set();
  function groupOf(id: string): string | null {
    if (panel.has(id)) return workers.has(id) ? 'core' : options.has(id) ? 'shared' : 'panel';
    return next.has(id) && !options.has(id) && !workers.has(id) ? 'next' : null;
  }
  /** Of what comes later, that which several views share; by who may load it. Styles stay with their views. */
  function laterGroupOf(id: string): string | null {
    if (id.endsWith('.css')) return null;
    if (workers.has(id)) return 'work';
    if (options.has(id)) return next.has(id) ? 'browser' : 'settings';
    return 'views';
  }
  return {
    name: 'join-first-screen',
    buildEnd() {
      panel = listModules(this, panelEntry);
      options = listModules(this, optionsEntry, { late: true });
      workers = listModules(this, workerEntry, { late: true });
      next = listModules(this, afterFirstFrame);
    },
    outputOptions(output) {
      const groups = [
        { debugName: 'screens', name: groupOf },
        { debugName: 'later', name: laterGroupOf, minShareCount: 2 },
      ];
      return { ...output, codeSplitting: { includeDependenciesRecursively: false, groups } };
    },
    generateBundle(_options, bundle) {
      const chunks = new Map(
        Object.values(bundle).flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file]] : [])),
      );
      for (const { fileName, facadeModuleId } of chunks.values()) {
        const stranger = facadeModuleId !== null && strangers.some((entry) => entry.test(facadeModuleId));
        if (stranger && listFiles(chunks, fileName).some((file) => chunks.get(file)?.name === 'panel'))
          throw new Error(`bundling: ${fileName} would run the panel`);
      }
    },
  };
}

/** A built file and all that it imports, by name or by `import()`. */
function listFiles(chunks: ReadonlyMap<string, Rolldown.OutputChunk>, fileName: string): readonly string[] {
  const found = new Set([fileName]);
  for (const file of found) {
    const { imports = [], dynamicImports = [] } = chunks.get(file) ?? {};
    for (const imported of [...imports, ...dynamicImports]) found.add(imported);
  }
  return [...found];
}

/** Entries and the modules that they import by name, directly or not; with `late` also by `import()`. */
function listModules(
  context: Rolldown.PluginContext,
  entry: RegExp,
  { late = false }: { readonly late?: boolean } = {},
): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [...context.getModuleIds()].filter((id) => entry.test(id));
  if (waiting.length === 0) throw new Error(`bundling: nothing is built from ${entry}`);
  for (const id of waiting) {
    if (found.has(id) || (!late && neverFirst.test(id))) continue;
    found.add(id);
    const info = context.getModuleInfo(id);
    waiting.push(...(info?.importedIds ?? []), ...(late ? (info?.dynamicallyImportedIds ?? []) : []));
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
 * What the background loads late of these folders comes with who asks for it here: it is needed at once, and a
 * file of its own costs more than it holds.
 */
function loadAtOnce(): Plugin {
  return {
    name: 'load-at-once',
    enforce: 'pre',
    transform: {
      filter: { id: /[\\/]utils[\\/](?:letta|mirror)[\\/]/, code: /await import\(/ },
      handler(code) {
        const imports = new Map<string, string>();
        const body = code.replaceAll(/await import\(('[^']+')\)/g, (_all, path: string) => {
          const name = imports.get(path) ?? `atOnce${imports.size}`;
          imports.set(path, name);
          return name;
        });
        const lines = [...imports].map(([path, name]) => `import * as ${name} from ${path};`);
        return { code: `${lines.join('')}${body}`, map: null };
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
