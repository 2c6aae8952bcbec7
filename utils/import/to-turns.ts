import type { ForeignMessage } from './imported-chat.ts';
import { pathTo } from './path-to.ts';

/** A piece of a chat that is kept as a tree of versions. `none`: not for the user's eyes, but it has children. */
export interface TreeNode {
  readonly parent: string | null;
  readonly role: 'user' | 'assistant' | 'none';
}

/** A question with one of its answers. All of them together, in order, tell the whole tree. */
export interface TreeTurn {
  /** The question's node; null for what was said before any question. */
  readonly question: string | null;
  /** Names the question among all; one that got several answers is there once for each of them. */
  readonly key: string;
  /** Keys of questions, as a message of ours has them. */
  readonly variantOf: string | null;
  readonly follows: string | null;
  /** The nodes of the answer. */
  readonly answer: readonly string[];
  /** How many of these an earlier version of the question brings as well. */
  readonly shared: number;
}

/** More versions of one question than anybody pages through: a file must not grow without end. */
const mostVersions = 50;

/** A way from a question to where the next ones were asked, or nothing more was said. */
interface Way {
  readonly end: Step | null;
  /** The questions that were asked there. */
  readonly next: readonly string[];
  /** It ended at what is not for the user's eyes. */
  readonly hidden: boolean;
}

interface Step {
  readonly id: string;
  readonly before: Step | null;
}

interface Version extends TreeTurn {
  /** The questions that were asked after this answer. */
  readonly next: readonly string[];
  readonly shown: boolean;
}

/**
 * Takes a tree of versions apart into turns: at each fork those of the branch that was last shown (down to
 * `leaf`) come last, so that they are what is shown of ours. `left` counts versions that are too many to be
 * kept. Circles are read once around.
 */
export function toTurns(
  nodes: ReadonlyMap<string, TreeNode>,
  leaf: string | null,
): { readonly turns: readonly TreeTurn[]; readonly left: number } {
  const path = pathTo(leaf, nodes, ({ parent }) => parent);
  const tree = createTree(nodes, path);
  const turns: TreeTurn[] = [];
  // What versions share is there once for each: a tree that is all forks must not multiply itself.
  let room = nodes.size * 4 + 1_000;
  let left = 0;

  /** The questions below a place, each with each of its answers; the one on the shown branch last. */
  function versionsBelow(questions: readonly string[], parent: string | null): Version[] {
    const all = questions.flatMap((question) => tree.versionsOf(question));
    const current = all.findLast(({ shown }) => shown) ?? all.at(-1);
    const kept = all.filter((version, index) => {
      if (version === current) return true;
      room -= version.answer.length;
      return index < mostVersions && room > 0;
    });
    left += all.length - kept.length;
    const ordered = kept.toSorted((a, b) => Number(a === current) - Number(b === current));
    return ordered.map((version, index) => ({
      ...version,
      ...linkOf(version, { index, first: kept[0], earliest: ordered[0], parent }),
    }));
  }

  const openings = tree.versionsOf(null);
  const opening = openings.findLast(({ shown }) => shown) ?? openings.at(-1);
  if (opening !== undefined && opening.answer.length > 0) turns.push(opening);
  // Without a question nothing can be paged through.
  left += openings.filter((one) => one !== opening && one.answer.length > 0).length;
  const firstQuestions = openings.flatMap(({ next }) => next);
  const waiting = versionsBelow(firstQuestions, null).toReversed();
  for (let version = waiting.pop(); version !== undefined; version = waiting.pop()) {
    turns.push(version);
    waiting.push(...versionsBelow(version.next, version.key).toReversed());
  }
  return { turns, left: left + tree.left() };
}

/**
 * The versions name the first one of the file, which is the same in a later export. Where that comes last here
 * they need another hold: what was said before, or, at the very start, whichever comes first.
 */
function linkOf(
  version: Version,
  at: {
    readonly index: number;
    readonly first: Version | undefined;
    readonly earliest: Version | undefined;
    readonly parent: string | null;
  },
): Pick<TreeTurn, 'variantOf' | 'follows'> {
  const { index, first, earliest, parent } = at;
  const origin = parent === null && index > 0 && first !== earliest ? earliest : first;
  const variantOf = origin === undefined || origin === version ? null : origin.key;
  return { variantOf, follows: index === 0 || first === earliest ? null : parent };
}

/** The messages of turns whose nodes are one message each. */
export function toTurnMessages(
  turns: readonly TreeTurn[],
  read: (id: string) => readonly ForeignMessage[],
): ForeignMessage[] {
  return turns.flatMap(({ question, key, variantOf, follows, answer, shared }) => [
    ...(question === null ? [] : read(question)).map((one) => ({ ...one, key, variantOf, follows })),
    ...answer.flatMap((id, index) =>
      read(id).map((one) => (index < shared ? { ...one, key: `${one.key}~${key}` } : one)),
    ),
  ]);
}

interface Tree {
  /** A question with each of its answers, in the file's order; null: what was said before any. */
  versionsOf(question: string | null): Version[];
  /** How many of them were too many. */
  left(): number;
}

function createTree(nodes: ReadonlyMap<string, TreeNode>, path: readonly string[]): Tree {
  const onPath = new Set(path);
  const { roots, children } = listChildren(nodes, path[0] ?? null);
  const seen = new Set<string>();
  let left = 0;
  const roleOf = (id: string): TreeNode['role'] => nodes.get(id)?.role ?? 'none';

  function waysFrom(question: string | null): Way[] {
    const ways: Way[] = [];
    const first = question === null ? roots : (children.get(question) ?? []);
    const open: { readonly ids: readonly string[]; readonly end: Step | null; readonly hidden: boolean }[] = [
      { ids: first, end: null, hidden: false },
    ];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const { end, hidden } = at;
      const fresh = at.ids.filter((id) => !seen.has(id));
      for (const id of fresh) seen.add(id);
      const next = fresh.filter((id) => roleOf(id) === 'user');
      const said = fresh.filter((id) => roleOf(id) !== 'user');
      if (next.length > 0 || said.length === 0) ways.push({ end, next, hidden });
      for (const id of said.toReversed()) {
        const unseen = roleOf(id) === 'none';
        open.push({ ids: children.get(id) ?? [], end: unseen ? end : { id, before: end }, hidden: unseen });
      }
    }
    const told = ways.filter(({ next, hidden }) => next.length > 0 || !hidden);
    return told.length > 0 ? told : ways.slice(0, 1);
  }

  function isShown({ end, next }: Way): boolean {
    return (end === null || onPath.has(end.id)) && (next.length === 0 || next.some((id) => onPath.has(id)));
  }

  return {
    left: () => left,
    versionsOf(question) {
      const ways = waysFrom(question);
      const kept = ways.filter((way, index) => index < mostVersions || isShown(way));
      left += ways.length - kept.length;
      const used = new Set<string>();
      const isOnPath = question === null || onPath.has(question);
      return kept.map((way, index) => {
        const answer = toAnswer(way.end);
        const fresh = answer.findIndex((id) => !used.has(id));
        for (const id of answer) used.add(id);
        const own = answer[fresh] ?? way.next[0] ?? String(index);
        return {
          question,
          key: index === 0 ? (question ?? '') : `${question ?? ''}~${own}`,
          variantOf: null,
          follows: null,
          answer,
          shared: fresh === -1 ? answer.length : fresh,
          next: way.next,
          shown: isOnPath && isShown(way),
        };
      });
    },
  };
}

function listChildren(
  nodes: ReadonlyMap<string, TreeNode>,
  root: string | null,
): { readonly roots: readonly string[]; readonly children: ReadonlyMap<string, readonly string[]> } {
  const roots: string[] = [];
  const children = new Map<string, string[]>();
  for (const [id, { parent }] of nodes) {
    if (parent === null || !nodes.has(parent) || id === root) {
      roots.push(id);
      continue;
    }
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [id]);
    else siblings.push(id);
  }
  return { roots, children };
}

function toAnswer(end: Step | null): string[] {
  const ids: string[] = [];
  for (let step = end; step !== null; step = step.before) ids.push(step.id);
  return ids.toReversed();
}
