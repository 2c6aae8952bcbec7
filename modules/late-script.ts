import type { Plugin, Rolldown } from 'vite';
import { defineWxtModule } from 'wxt/modules';

const lateFile = 'background-late.js';
/** Where the second script leaves the function that makes its parts of what it needs. */
const lateGlobal = 'talentScoutLate';
/** In the first script: loads the second, once; a failure is told to whoever asked, and tried again for the next. */
const load = '$loadLate';

/**
 * Splits the background in two: what it needs whenever it starts, and, in a script of its own, what it loads by
 * `import()`. A service worker has no `import()`, but `importScripts` gives it, at any later time, a script that
 * it imported while it was installed; so the second one is imported then, where it does nothing but to leave a
 * function. An event page has no `importScripts`, and does have `import()`. Both scripts are built from one graph:
 * the first hands the second what both need, so that no module runs twice.
 */
export default defineWxtModule((wxt) => {
  wxt.hook('vite:build:extendConfig', (entrypoints, config) => {
    if (!entrypoints.some(({ type }) => type === 'background')) return;
    const { lib, rolldownOptions = {} } = config.build ?? {};
    // As modules, because a bundle in one scope cannot be split; `splitBackground` makes scripts of them.
    if (lib) lib.formats = ['es'];
    config.build = {
      ...config.build,
      rolldownOptions: { ...rolldownOptions, preserveEntrySignatures: false },
    };
    config.plugins = [...(config.plugins ?? []), splitBackground(wxt.config.browser === 'firefox')];
  });
});

function splitBackground(isFirefox: boolean): Plugin {
  let atStart: ReadonlySet<string> = new Set();
  return {
    name: 'split-background',
    buildEnd() {
      atStart = listFirst(this);
    },
    outputOptions(output) {
      const name = (id: string): string => (atStart.has(id) ? 'first' : 'late');
      return {
        ...output,
        // A library in modules would keep its spaces; while developing nothing is minified.
        minify: output.minify === 'dce-only' ? output.minify : true,
        comments: false,
        chunkFileNames: 'background-[name].js',
        codeSplitting: { includeDependenciesRecursively: false, groups: [{ debugName: 'late', name }] },
      };
    },
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).flatMap((file) => (file.type === 'chunk' ? [file] : []));
      const first = chunks.find(({ isEntry }) => isEntry);
      const late = chunks.find(({ isEntry }) => !isEntry);
      if (first === undefined || late?.fileName !== lateFile)
        throw new Error('bundling: the background is an entry and its second script');
      late.code = toLate(takeApart(this.parse(late.code), late));
      first.code = toFirst(takeApart(this.parse(first.code), first), isFirefox);
    },
  };
}

/** The entry and all that it imports by name. */
function listFirst(context: Rolldown.PluginContext): ReadonlySet<string> {
  const found = new Set([...context.getModuleIds()].filter((id) => context.getModuleInfo(id)?.isEntry));
  for (const id of found)
    for (const imported of context.getModuleInfo(id)?.importedIds ?? []) found.add(imported);
  return found;
}

/** A built module, by what joins it to others. */
interface Parts {
  /** Without its imports and exports by name. */
  readonly body: string;
  /** Its own names by those under which others know them: `{outer:inner}` as in an object. */
  readonly exported: string;
  /** What it takes of the other script, as in a pattern. */
  readonly imported: string;
}

type Program = ReturnType<Rolldown.PluginContext['parse']>;

/** Of a module as it was built: its joints are plain, and each is asked for. */
function takeApart(program: Program, { code, fileName }: Rolldown.OutputChunk): Parts {
  const at = ({ start, end }: { readonly start: number; readonly end: number }): string =>
    code.slice(start, end);
  const exported: string[] = [];
  const imported: string[] = [];
  let body = '';
  let from = 0;
  for (const node of program.body) {
    if (node.type === 'ExportNamedDeclaration' && node.declaration === null) {
      exported.push(...node.specifiers.map((one) => `${at(one.exported)}:${at(one.local)}`));
    } else if (node.type === 'ImportDeclaration') {
      for (const one of node.specifiers) {
        if (one.type !== 'ImportSpecifier') throw new Error(`bundling: ${fileName} imports a whole module`);
        imported.push(`${at(one.imported)}:${at(one.local)}`);
      }
    } else if (node.type.startsWith('Export')) {
      throw new Error(`bundling: ${fileName} exports in a way that is new`);
    } else continue;
    body += code.slice(from, node.start);
    from = node.end;
  }
  body += code.slice(from);
  return { body, exported: `{${exported.join()}}`, imported: `{${imported.join()}}` };
}

function toFirst({ body, exported }: Parts, isFirefox: boolean): string {
  const fetched = isFirefox
    ? `import('/${lateFile}')`
    : `Promise.resolve().then(()=>$late??importScripts('/${lateFile}'))`;
  const atInstall = isFirefox ? '' : `self.addEventListener('install',()=>importScripts('/${lateFile}'));`;
  return [
    '(()=>{"use strict";let $late,$shared;',
    `const ${load}=()=>${fetched}.then(()=>$late??=globalThis.${lateGlobal}($shared));`,
    atInstall,
    body.replaceAll(/import\([`'"]\.\/background-late\.js[`'"]\)/g, `${load}()`),
    `;$shared=${exported}})();`,
  ].join('');
}

function toLate({ body, exported, imported }: Parts): string {
  return `"use strict";globalThis.${lateGlobal}=(${imported})=>{${body};return${exported}};`;
}
