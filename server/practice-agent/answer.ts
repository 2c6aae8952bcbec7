import type { ToolReturn } from './frames.ts';
import { readPosting, type PostingFacts } from './posting.ts';

/** All that an answer may draw on. */
export interface AnswerView {
  readonly agentName: string;
  /** The `human` memory block. */
  readonly human: string;
  /** The user's earlier messages in this thread, oldest first. */
  readonly earlier: readonly string[];
  readonly message: string;
}

const whatItIs = 'I am a practice agent, not a language model: I answer from simple rules.';

/** A Markdown answer to a user's message, from fixed rules about what can be seen in it. */
export function answerTo(view: AnswerView): string {
  const text = view.message;
  const posting = readPosting(text) ?? lastPosting(view.earlier);
  const parts = [greeting(view)];
  if (/\bwhat (?:is|was) my name\b|\bwho am i\b/i.test(text)) parts.push(recallName(view));
  else if (/\b(?:remember|know) (?:about|of) me\b/i.test(text)) parts.push(recallAll(view));
  if (posting) parts.push(describePosting(posting, text));
  if (/\btable\b/i.test(text)) parts.push(countTable(text));
  if (/\blist\b/i.test(text)) parts.push(taskList(posting));
  if (/\bcode\b/i.test(text)) parts.push(codeBlock(text));
  if (parts.length === 1) parts.push(echo(text));
  return parts.join('\n\n');
}

/** The answer after tools: it repeats what they said. */
export function answerToTools(results: readonly ToolReturn[]): string {
  const said = results.map((one) => {
    const shown = one.text.length > 600 ? `${one.text.slice(0, 600)}…` : one.text;
    return one.status === 'success'
      ? `The tool said: ${shown}`
      : `The tool was not carried out. It says: ${shown}`;
  });
  const posting = results.map((one) => readPosting(one.text)).find((one) => one !== null);
  return [whatItIs, ...said, ...(posting ? [describePosting(posting, '')] : [])].join('\n\n');
}

/** An answer of exactly `count` words, in short numbered paragraphs. */
export function wordsOf(count: number): string {
  const stock = 'This practice answer goes on for as long as it was asked to and means nothing at all'.split(
    ' ',
  );
  const paragraphs: string[] = [];
  for (let at = 0; at < count; at += 60) {
    const words = Array.from({ length: Math.min(60, count - at) }, (_none, offset) =>
      offset === 0 ? `${at / 60 + 1}.)` : (stock[(at + offset) % stock.length] ?? ''),
    );
    paragraphs.push(words.join(' '));
  }
  return paragraphs.join('\n\n');
}

function greeting(view: AnswerView): string {
  const name = nameIn([view.message, ...[...view.earlier].reverse(), view.human]);
  return name === null ? whatItIs : `Hello ${name}. ${whatItIs}`;
}

function nameIn(texts: readonly string[]): string | null {
  for (const text of texts) {
    const told =
      /\b(?:my name is|name:|i am called|call me)\s+(\p{Lu}[\p{L}'-]*(?: \p{Lu}[\p{L}'-]*)?)/iu.exec(
        text,
      )?.[1];
    if (told !== undefined) return told;
  }
  return null;
}

function recallName(view: AnswerView): string {
  const name = nameIn([...[...view.earlier].reverse(), view.message, view.human]);
  return name === null ? 'You have not told me your name yet.' : `Your name is ${name}.`;
}

function recallAll(view: AnswerView): string {
  const facts = view.earlier.filter(
    (one) => /\b(?:my|i am|i'm|i live|i work)\b/i.test(one) && one.length < 200,
  );
  const known = [view.human, ...facts].filter((one) => one !== '');
  if (known.length === 0) return 'I know nothing of you yet.';
  return ['What I know of you:', ...known.map((one) => `- ${one.replaceAll('\n', ' ')}`)].join('\n');
}

function lastPosting(earlier: readonly string[]): PostingFacts | null {
  const asked = [...earlier].reverse().map(readPosting);
  return asked.find((one) => one !== null) ?? null;
}

function describePosting(posting: PostingFacts, message: string): string {
  const rows = [
    ['Title', posting.title],
    ['Company', posting.company],
    ['Place', posting.place],
    ['Salary', posting.salary],
  ].flatMap(([label, value]) => (value ? [`| ${label} | ${value.replaceAll('|', '\\|')} |`] : []));
  const needs = posting.requirements.map((one) => `- [ ] ${one}`);
  const asks = /\b(?:salary|pay)\b/i.test(message) && posting.salary === null;
  return [
    ['What I can read in the posting:', '', '| | |', '|---|---|', ...rows].join('\n'),
    ...(needs.length > 0 ? [['**It asks for**', '', ...needs].join('\n')] : []),
    ...(asks ? ['It does not say what it pays.'] : []),
  ].join('\n\n');
}

function countTable(text: string): string {
  const words = text.match(/\S+/g) ?? [];
  return [
    '| What | Count |',
    '|---|--:|',
    `| Words | ${words.length} |`,
    `| Characters | ${text.length} |`,
    `| Lines | ${text.split('\n').length} |`,
  ].join('\n');
}

function taskList(posting: PostingFacts | null): string {
  const items = posting?.requirements.length
    ? posting.requirements.map((one) => `Show that you have: ${one}`)
    : ['Read the posting', 'Note what it asks for', 'Write to them'];
  return ['- [x] Ask the practice agent', ...items.map((one) => `- [ ] ${one}`)].join('\n');
}

function codeBlock(text: string): string {
  const words = (text.match(/\S+/g) ?? []).length;
  return [
    '```ts',
    '// Counts the words of your message.',
    "const words = message.split(/\\s+/).filter((word) => word !== '');",
    `console.log(words.length); // ${words}`,
    '```',
  ].join('\n');
}

function echo(text: string): string {
  const words = text.match(/\S+/g) ?? [];
  const quoted = text.length > 200 ? `${text.slice(0, 200)}…` : text;
  return [
    `You wrote ${words.length} ${words.length === 1 ? 'word' : 'words'}:`,
    quoted
      .split('\n')
      .map((line) => `> ${line}`)
      .join('\n'),
  ].join('\n\n');
}
