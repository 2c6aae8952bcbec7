import type { Node } from './json-ld.ts';

/** Content of a property's element: its attribute where it has one, else what it shows. */
function valueOf(element: Element): string {
  for (const name of ['content', 'datetime', 'value']) {
    const value = element.getAttribute(name);
    if (value !== null && value.trim() !== '') return value;
  }
  return (element.textContent ?? '').slice(0, 100_000);
}

function collect(
  scope: Element,
  { item, property }: { item: string; property: string },
  depth: number,
): Node {
  const node: Record<string, unknown> = {};
  for (const element of [...scope.querySelectorAll(`[${property}]`)].slice(0, 400)) {
    // Properties of a nested item belong to that item.
    const owner = element.parentElement?.closest(`[${item}]`);
    if (owner !== scope) continue;
    const nested = element.hasAttribute(item) && depth < 4;
    const isText = /description|responsibilities/i.test(element.getAttribute(property) ?? '');
    const value: unknown = nested
      ? collect(element, { item, property }, depth + 1)
      : isText
        ? (element.getAttribute('content') ?? element.innerHTML.slice(0, 200_000))
        : valueOf(element);
    for (const name of (element.getAttribute(property) ?? '').split(/\s+/).slice(0, 4)) {
      const key = name.replace(/^.*[:/#]/, '');
      if (key === '') continue;
      const before = node[key];
      const earlier: readonly unknown[] = Array.isArray(before) ? before : [before];
      node[key] = before === undefined ? value : [...earlier, value].slice(0, 50);
    }
  }
  if (Object.keys(node).length === 0) node['name'] = valueOf(scope).slice(0, 300);
  return node;
}

/** JobPostings written as microdata or RDFa into the visible page, in the shape that JSON-LD would have. */
export function readMicrodata(root: ParentNode): readonly Node[] {
  const micro = [...root.querySelectorAll('[itemscope][itemtype*="JobPosting"]')].slice(0, 20);
  const rdfa = [...root.querySelectorAll('[typeof~="JobPosting"],[typeof~="schema:JobPosting"]')].slice(
    0,
    20,
  );
  return [
    ...micro.map((scope) => collect(scope, { item: 'itemscope', property: 'itemprop' }, 0)),
    ...rdfa.map((scope) => collect(scope, { item: 'typeof', property: 'property' }, 0)),
  ];
}
