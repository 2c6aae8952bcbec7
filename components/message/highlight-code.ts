// Those of "common", the ones that repeat each other side by side: within 32 kB deflate finds the repetition, and
// the package is 6 kB smaller. The library comes last, since it names them all in its own order.
import css from 'highlight.js/lib/languages/css';
import scss from 'highlight.js/lib/languages/scss';
import less from 'highlight.js/lib/languages/less';
import javascript from 'highlight.js/lib/languages/javascript';
import typescript from 'highlight.js/lib/languages/typescript';
import c from 'highlight.js/lib/languages/c';
import cpp from 'highlight.js/lib/languages/cpp';
import arduino from 'highlight.js/lib/languages/arduino';
import objectivec from 'highlight.js/lib/languages/objectivec';
import csharp from 'highlight.js/lib/languages/csharp';
import java from 'highlight.js/lib/languages/java';
import kotlin from 'highlight.js/lib/languages/kotlin';
import swift from 'highlight.js/lib/languages/swift';
import rust from 'highlight.js/lib/languages/rust';
import go from 'highlight.js/lib/languages/go';
import php from 'highlight.js/lib/languages/php';
import phpTemplate from 'highlight.js/lib/languages/php-template';
import python from 'highlight.js/lib/languages/python';
import pythonRepl from 'highlight.js/lib/languages/python-repl';
import ruby from 'highlight.js/lib/languages/ruby';
import perl from 'highlight.js/lib/languages/perl';
import lua from 'highlight.js/lib/languages/lua';
import bash from 'highlight.js/lib/languages/bash';
import shell from 'highlight.js/lib/languages/shell';
import makefile from 'highlight.js/lib/languages/makefile';
import xml from 'highlight.js/lib/languages/xml';
import markdown from 'highlight.js/lib/languages/markdown';
import json from 'highlight.js/lib/languages/json';
import yaml from 'highlight.js/lib/languages/yaml';
import ini from 'highlight.js/lib/languages/ini';
import graphql from 'highlight.js/lib/languages/graphql';
import sql from 'highlight.js/lib/languages/sql';
import r from 'highlight.js/lib/languages/r';
import vbnet from 'highlight.js/lib/languages/vbnet';
import diff from 'highlight.js/lib/languages/diff';
import wasm from 'highlight.js/lib/languages/wasm';
import plaintext from 'highlight.js/lib/languages/plaintext';
import { createLowlight } from 'lowlight';
import { h, type ComponentChildren } from 'preact';

// Only ever loaded by a dynamic import: the grammars are larger than the rest of the panel.
const lowlight = createLowlight({
  css,
  scss,
  less,
  javascript,
  typescript,
  c,
  cpp,
  arduino,
  objectivec,
  csharp,
  java,
  kotlin,
  swift,
  rust,
  go,
  php,
  'php-template': phpTemplate,
  python,
  'python-repl': pythonRepl,
  ruby,
  perl,
  lua,
  bash,
  shell,
  makefile,
  xml,
  markdown,
  json,
  yaml,
  ini,
  graphql,
  sql,
  r,
  vbnet,
  diff,
  wasm,
  plaintext,
});

type Node = ReturnType<typeof lowlight.highlight>['children'][number];

function draw(node: Node): ComponentChildren {
  if (node.type === 'text') return node.value;
  if (node.type !== 'element') return null;
  const names = node.properties['className'];
  return h('span', { class: Array.isArray(names) ? names.join(' ') : '' }, node.children.map(draw));
}

/** True when the library has a grammar for this name. */
export function hasGrammar(language: string): boolean {
  return lowlight.registered(language);
}

/** `text` as spans with the `hljs-` classes of its language. */
export function highlightCode(text: string, language: string): ComponentChildren {
  return lowlight.highlight(language, text).children.map(draw);
}
