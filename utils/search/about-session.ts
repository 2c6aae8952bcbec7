import type { SearchQuery, SoughtNames, SoughtTerm } from './query.ts';
import { tokenize } from './tokens.ts';

/** What is searched of a session beside its messages, and what filters look at. */
export interface SearchSession {
  readonly id: string;
  readonly title: string;
  /** False where the title is only the beginning of the first message, which is found itself. */
  readonly named: boolean;
  readonly tags: readonly string[];
  readonly agent: string;
  /** Empty without a posting. */
  readonly company: string;
  /** The posting's title, company and place; empty without one. */
  readonly posting: string;
  /** Epoch ms. */
  readonly lastAt: number;
  readonly pinned: boolean;
  readonly archived: boolean;
}

/** What is said about a session, as tokens. */
export interface About {
  readonly title: string;
  readonly tags: readonly string[];
  readonly agent: string;
  readonly company: string;
  readonly posting: string;
  /** Title, tags and posting together. */
  readonly all: string;
}

export function toAbout(session: SearchSession): About {
  const title = toTokenText(session.title);
  const tags = session.tags.map(toTokenText);
  const posting = toTokenText(session.posting);
  return {
    title,
    tags,
    posting,
    agent: toTokenText(session.agent),
    company: toTokenText(session.company),
    // A line break between them, so that no phrase reaches from one into the other.
    all: [session.named ? title : '', ...tags, posting].join('\n'),
  };
}

/** The words that a session is found by, each as often as they say it. */
export function* wordsOfAbout({ all }: About): Generator<readonly [word: string, times: number]> {
  for (const word of all.split(/[ \n]+/)) if (word !== '') yield [word, 1];
}

/**
 * A short text as tokens, each between two blanks, so that ` word ` finds a word and ` wor` its beginning;
 * second readings on lines of their own. Empty where there are no tokens.
 */
function toTokenText(text: string): string {
  const tokens = tokenize(text);
  if (tokens.length === 0) return '';
  const words = tokens.filter(({ joined }) => !joined).map((token) => token.text);
  const others = tokens.filter(({ joined }) => joined).map((token) => `\n ${token.text} `);
  return ` ${words.join(' ')} ${others.join('')}`;
}

/** False where a filter leaves the session out. */
export function mayHold(session: SearchSession, about: () => About, query: SearchQuery): boolean {
  const { archived, pinned, posting, names, refused } = query;
  if (archived !== null && session.archived !== archived) return false;
  if (pinned !== null && session.pinned !== pinned) return false;
  if (posting !== null && (session.posting !== '') !== posting) return false;
  return (
    names.tags.every((term) => isTagged(about, term)) &&
    names.titles.every((term) => says(about().title, term)) &&
    (names.agents.length === 0 || names.agents.some((term) => says(about().agent, term))) &&
    (names.companies.length === 0 || names.companies.some((term) => says(about().company, term))) &&
    !isRefused(about, refused)
  );
}

function isRefused(about: () => About, { tags, titles, agents, companies }: SoughtNames): boolean {
  return (
    tags.some((term) => isTagged(about, term)) ||
    titles.some((term) => says(about().title, term)) ||
    agents.some((term) => says(about().agent, term)) ||
    companies.some((term) => says(about().company, term))
  );
}

/** A tag is called by its beginning. */
function isTagged(about: () => About, term: SoughtTerm): boolean {
  return about().tags.some(
    (tag) =>
      tag.startsWith(needleOf(term)) ||
      (term.tokens.length === 1 && tag.includes(`\n${needleOf(term)}`)) ||
      (term.joined !== null && tag.includes(`\n ${term.joined}`)),
  );
}

/** How much it says the term. */
export function weigh(tokens: string, term: SoughtTerm): number {
  const joined = term.joined === null ? 0 : weighNeedle(tokens, ` ${term.joined}${term.open ? '' : ' '}`);
  return weighNeedle(tokens, needleOf(term)) + joined;
}

/** A word that goes on counts half. */
function weighNeedle(tokens: string, needle: string): number {
  const closed = needle.endsWith(' ');
  let sum = 0;
  for (let at = tokens.indexOf(needle); at !== -1; at = tokens.indexOf(needle, at + 1)) {
    sum += closed || tokens.charAt(at + needle.length) === ' ' ? 1 : 0.5;
  }
  return sum;
}

export function says(tokens: string, term: SoughtTerm): boolean {
  return weigh(tokens, term) > 0;
}

function needleOf({ tokens, open }: SoughtTerm): string {
  return ` ${tokens.join(' ')}${open ? '' : ' '}`;
}
