/**
 * The keys from the root of a tree down to `leaf`; where no leaf is named, down to the last key that
 * nothing answers. A circle of parents ends where it closes.
 */
export function pathTo<Node>(
  leaf: string | null,
  nodes: ReadonlyMap<string, Node>,
  parentOf: (node: Node) => string | null,
): string[] {
  let at = leaf !== null && nodes.has(leaf) ? leaf : lastLeaf(nodes, parentOf);
  const path = new Set<string>();
  while (at !== null && !path.has(at)) {
    const node = nodes.get(at);
    if (node === undefined) break;
    path.add(at);
    at = parentOf(node);
  }
  return [...path].toReversed();
}

function lastLeaf<Node>(
  nodes: ReadonlyMap<string, Node>,
  parentOf: (node: Node) => string | null,
): string | null {
  const parents = new Set([...nodes.values()].map(parentOf));
  const keys = [...nodes.keys()];
  return keys.findLast((key) => !parents.has(key)) ?? keys.at(-1) ?? null;
}
