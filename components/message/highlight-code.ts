import { common, createLowlight } from 'lowlight';
import { h, type ComponentChildren } from 'preact';

// Only ever loaded by a dynamic import: the grammars are larger than the rest of the panel.
const lowlight = createLowlight(common);

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
