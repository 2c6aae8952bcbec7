import { jsonrepair } from 'jsonrepair';
import { unescapeOnce } from '../posting/text.ts';

/** Limits for what a stranger wrote: beyond them the rest is left unread. */
const longestBlock = 1_500_000;
const longestRepair = 200_000;
const mostNodes = 20_000;

export type Node = Readonly<Record<string, unknown>>;

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Takes off what is wrapped around JSON in the wild: comment and CDATA guards, entities, control characters. */
function unwrap(text: string): string {
  let json = text
    .trim()
    .replace(/^(?:\/\/\s*|\/\*\s*)?<!\[CDATA\[(?:\s*\*\/)?/, '')
    .replace(/(?:\/\/\s*|\/\*\s*)?\]\]>(?:\s*\*\/)?\s*$/, '')
    .replace(/^<!--/, '')
    .replace(/-->\s*$/, '')
    .trim()
    .replace(/;\s*$/, '');
  if (/^[{[]\s*&quot;|^&#?\w+;/.test(json)) json = unescapeOnce(json);
  return json;
}

/** A block of JSON that may be broken in the known ways; null where nothing can be made of it. */
export function parseTolerantly(text: string): unknown {
  if (text.length > longestBlock) return null;
  const json = unwrap(text);
  if (!/^[{[]/.test(json)) return null;
  for (const attempt of [
    () => json,
    // Raw line ends and tabs inside strings are the commonest fault; blanks do as well between tokens.
    () => json.replaceAll(/\p{Cc}+/gu, ' ').replaceAll(/\\(?!["\\/bfnrtu])/g, ''),
    () => (json.length > longestRepair ? '' : jsonrepair(json)),
  ]) {
    try {
      const value: unknown = JSON.parse(attempt());
      return value;
    } catch {
      // The next attempt is more forgiving.
    }
  }
  return null;
}

/** Types of a node, without their namespace and in lower case. */
export function typesOf(node: Node): readonly string[] {
  const type = node['@type'] ?? node['type'];
  return (Array.isArray(type) ? type.slice(0, 5) : [type]).flatMap((one) =>
    typeof one === 'string' ? [one.replace(/^.*[/:#]/, '').toLowerCase()] : [],
  );
}

export interface JsonLd {
  /** Every JobPosting, in the order of the page. */
  readonly postings: readonly Node[];
  /** True where a list names several things: such a page is seldom one posting. */
  readonly hasItemList: boolean;
  /** Types of what else the data says the page is, in lower case. */
  readonly types: ReadonlySet<string>;
  /** Names that the site gives itself. */
  readonly organizations: readonly string[];
}

/** Collects what JSON-LD blocks say, however deep it lies, within a bounded number of nodes. */
export function readJsonLd(blocks: readonly string[]): JsonLd {
  const postings: Node[] = [];
  const organizations: string[] = [];
  const all = new Set<string>();
  let hasItemList = false;
  let seen = 0;
  function visit(value: unknown, depth: number, inPosting: boolean): void {
    if (depth > 12 || seen++ > mostNodes) return;
    if (Array.isArray(value)) {
      for (const one of value.slice(0, 500)) visit(one, depth + 1, inPosting);
      return;
    }
    if (!isNode(value)) return;
    const types = typesOf(value);
    if (depth <= 3) for (const type of types) all.add(type);
    const posting = types.includes('jobposting');
    if (posting) postings.push(value);
    if (types.includes('itemlist')) hasItemList = true;
    const name = value['name'];
    if (
      !inPosting &&
      !posting &&
      types.some((type) => /organi[sz]ation|corporation|localbusiness/.test(type)) &&
      typeof name === 'string'
    ) {
      organizations.push(name.slice(0, 200));
    }
    for (const [key, inner] of Object.entries(value).slice(0, 100)) {
      if (key !== '@context') visit(inner, depth + 1, inPosting || posting);
    }
  }
  for (const block of blocks.slice(0, 40)) visit(parseTolerantly(block), 0, false);
  return { postings, hasItemList, types: all, organizations: organizations.slice(0, 20) };
}
