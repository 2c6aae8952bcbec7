import type { Message } from './message.ts';

/** The versions of one question, oldest first; `index` is the one that is shown. */
export interface Versions {
  readonly ids: readonly string[];
  readonly index: number;
  /** Under which key a choice among them is kept. */
  readonly key: string;
}

/** One way through a conversation in which questions were asked anew. */
export interface Branch {
  /** The messages on it, in display order. */
  readonly shown: readonly Message[];
  /** For each shown question of which there are several versions. */
  readonly versions: ReadonlyMap<string, Versions>;
  /** The last question on it. */
  readonly lastQuestion: string | null;
  /** The last question of all: what is said next follows that one, unless it says otherwise. */
  readonly tip: string | null;
}

/** The key of the first question's versions: nothing comes before it. */
const root = '';

/**
 * Finds the way through. A question follows the one before it; an edited one (`variantOf`) stands in the
 * place of the one that it replaces, and what followed that belongs to the older version. Where there are
 * several versions the newest is shown, unless `choices` (by `Versions.key`) names another. Messages whose
 * original is not among `messages` count as new questions.
 */
export function toBranch(messages: readonly Message[], choices: ReadonlyMap<string, string>): Branch {
  const { questionOf, children, tip } = toTree(messages);
  const versions = new Map<string, Versions>();
  const path = new Set<string>();
  let at = root;
  for (;;) {
    const ids: readonly string[] = children.get(at) ?? [];
    const chosen = ids.indexOf(choices.get(at) ?? '');
    const index = chosen === -1 ? ids.length - 1 : chosen;
    const id = ids[index];
    if (id === undefined || path.has(id)) break;
    if (ids.length > 1) versions.set(id, { ids, index, key: at });
    path.add(id);
    at = id;
  }
  const shown = messages.filter((message) => {
    const question = questionOf.get(message.id) ?? root;
    return question === root || path.has(question);
  });
  return { shown, versions, lastQuestion: at === root ? null : at, tip };
}

/** The choices under which a message is shown; empty where it is not among `messages`. */
export function choicesTo(messages: readonly Message[], messageId: string): ReadonlyMap<string, string> {
  const { questionOf, parentOf } = toTree(messages);
  const choices = new Map<string, string>();
  let at = questionOf.get(messageId);
  while (at !== undefined && at !== root) {
    const parent: string = parentOf.get(at) ?? root;
    choices.set(parent, at);
    at = parent;
  }
  return choices;
}

interface Tree {
  /** The question that each message is, or belongs to. */
  readonly questionOf: ReadonlyMap<string, string>;
  readonly parentOf: ReadonlyMap<string, string>;
  /** The questions that follow each question, oldest first. */
  readonly children: ReadonlyMap<string, readonly string[]>;
  readonly tip: string | null;
}

function toTree(messages: readonly Message[]): Tree {
  const questionOf = new Map<string, string>();
  const parentOf = new Map<string, string>();
  const children = new Map<string, string[]>();
  let tip = root;
  for (const { id, role, replyTo, variantOf, follows } of messages) {
    if (role === 'assistant') {
      const question = questionOf.get(replyTo ?? '') ?? tip;
      if (question !== root) questionOf.set(id, question);
      continue;
    }
    const parent = questionOf.get(follows ?? '') ?? parentOf.get(variantOf ?? '') ?? tip;
    questionOf.set(id, id);
    parentOf.set(id, parent);
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [id]);
    else siblings.push(id);
    tip = id;
  }
  return { questionOf, parentOf, children, tip: tip === root ? null : tip };
}

/** True where a message stands in for one that is not among `messages`: older ones have to be read. */
export function lacksOriginal(messages: readonly Message[]): boolean {
  const known = new Set(messages.map(({ id }) => id));
  return messages.some(
    ({ variantOf, follows }) =>
      (variantOf !== null && !known.has(variantOf)) || (follows !== undefined && !known.has(follows)),
  );
}
