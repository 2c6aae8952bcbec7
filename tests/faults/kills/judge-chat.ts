import { replyIdOf } from '../../../utils/chat/derived-id.ts';
import type { Message } from '../../../utils/chat/message.ts';
import type { AgentTurn } from './agent-truth.ts';
import type { PanelView, ShownMessage } from './panel-view.ts';

/** What the user saw accepted, by the number that each message carries in its words. */
export interface Accepted {
  /** The chat in which something was said; null before that. */
  readonly sessionId: string | null;
  /** In the order in which they were said. */
  readonly notes: readonly number[];
  /** Said, but never seen accepted: may be there, once, or not. */
  readonly unsure: readonly number[];
  /** Ids of messages and answers that a clear took away before the user's eyes. */
  readonly cleared: ReadonlySet<string>;
  /** The title that the user gave; null where none was given. */
  readonly title: string | null;
}

/** A message as the mirror holds it, in the mirror's order. */
export type StoredMessage = Pick<Message, 'id' | 'role' | 'status' | 'replyTo'> & { readonly text: string };

/** Everything that can be seen from outside at one moment. */
export interface Sight {
  readonly panel: PanelView;
  /** The session's live messages on the mirror, in display order. */
  readonly stored: readonly StoredMessage[];
  /** Its title on the mirror; null where none was ever set. */
  readonly storedTitle: string | null;
  /** What the agent's own history has, for every note that it heard. */
  readonly heard: ReadonlyMap<number, AgentTurn>;
}

export interface Problem {
  readonly kind: 'lost' | 'duplicated';
  readonly what: string;
}

/** The number in a message's words; null for words that are not ours. */
export function noteOf(text: string): number | null {
  const found = /^note-(\d+)\b/.exec(text.trim())?.[1];
  return found === undefined ? null : Number(found);
}

/** Letters and digits only: what Markdown and its drawing have in common. */
export function lettersOf(text: string): string {
  return text.match(/[\p{L}\p{N}]+/gu)?.join('') ?? '';
}

/** Holds everything that is to be seen against what was accepted. Empty: the promise held. */
export function judgeChat(accepted: Accepted, sight: Sight): readonly Problem[] {
  return [
    ...judgeChatShown(accepted, sight),
    ...judgeQuestions(accepted, sight),
    ...judgeOrder(accepted, sight),
    ...judgeAnswers(sight),
    ...judgeCleared(accepted, sight),
    ...judgeTitle(accepted, sight),
    ...judgeLine(sight),
  ];
}

const lost = (what: string): Problem => ({ kind: 'lost', what });
const duplicated = (what: string): Problem => ({ kind: 'duplicated', what });

/** A panel that opens anew returns to the chat that was on the screen. */
function judgeChatShown({ sessionId }: Accepted, { panel }: Sight): Problem[] {
  return sessionId === null || sessionId === panel.sessionId ? [] : [lost('the panel shows another chat')];
}

function judgeQuestions({ notes, unsure }: Accepted, { panel, stored, heard }: Sight): Problem[] {
  const shown = panel.messages.filter(({ own }) => own);
  const places = [
    { where: 'in the panel', texts: shown.map(({ text }) => text) },
    {
      where: 'on the mirror',
      texts: stored.flatMap(({ role, text }) => (role === 'user' ? [text] : [])),
    },
  ];
  const problems = places.flatMap(({ where, texts }) => {
    const count = (note: number): number => texts.filter((text) => noteOf(text) === note).length;
    return [
      ...notes.filter((note) => count(note) === 0).map((note) => lost(`note-${note} is not ${where}`)),
      ...[...notes, ...unsure]
        .filter((note) => count(note) > 1)
        .map((note) => duplicated(`note-${note} stands ${count(note)} times ${where}`)),
    ];
  });
  for (const [note, turn] of heard) {
    if (turn.times > 1) problems.push(duplicated(`the agent heard note-${note} ${turn.times} times`));
  }
  for (const note of notes) {
    if (!heard.has(note)) problems.push(lost(`the agent never heard note-${note}`));
  }
  for (const { text, trouble, busy } of shown) {
    if (trouble !== null) problems.push(lost(`${text.slice(0, 20)} is shown with: ${trouble}`));
    else if (busy) problems.push(lost(`${text.slice(0, 20)} is still on its way`));
  }
  return problems;
}

/** The panel shows what the mirror has, both in the order in which it was said. */
function judgeOrder({ notes }: Accepted, { panel, stored }: Sight): Problem[] {
  const shown = panel.messages.map(({ id }) => id);
  const kept = stored.map(({ id }) => id);
  const problems: Problem[] = [];
  if (new Set(shown).size !== shown.length) problems.push(duplicated('a message stands twice in the panel'));
  const missing = shown.filter((id) => !kept.includes(id));
  const extra = kept.filter((id) => !shown.includes(id));
  if (missing.length > 0) problems.push(lost(`${missing.length} shown messages are not on the mirror`));
  if (extra.length > 0) problems.push(lost(`${extra.length} messages of the mirror are not shown`));
  if (missing.length + extra.length === 0 && shown.join() !== kept.join()) {
    problems.push(lost('panel and mirror differ in order'));
  }
  const order = panel.messages.flatMap(({ own, text }) => (own ? [noteOf(text)] : []));
  const said = order.filter((note) => note !== null && notes.includes(note));
  if (said.length === notes.length && said.join() !== notes.join()) {
    problems.push(lost(`shown in the order ${said.join()}, said in the order ${notes.join()}`));
  }
  return problems;
}

/** Every question that is shown has one answer after it, and that is whole. */
function judgeAnswers({ panel, stored, heard }: Sight): Problem[] {
  const problems: Problem[] = [];
  const questions = panel.messages.filter(({ own }) => own);
  for (const question of questions) {
    const name = `the answer to ${question.text.slice(0, 20)}`;
    const note = noteOf(question.text);
    const turn = note === null ? undefined : heard.get(note);
    const at = panel.messages.indexOf(question) + 1;
    const answer = panel.messages.find(({ id }) => id === replyIdOf(question.id));
    const row = stored.find(({ id }) => id === replyIdOf(question.id));
    if (answer === undefined) {
      problems.push(lost(`${name} is not in the panel`));
      continue;
    }
    if (panel.messages[at] !== answer) problems.push(lost(`${name} does not stand after it`));
    problems.push(...judgeAnswer(name, { answer, row, turn }));
  }
  const answers = panel.messages.length - questions.length;
  if (answers > questions.length) {
    problems.push(duplicated(`${answers} answers are shown for ${questions.length} questions`));
  }
  return problems;
}

/** Whole where the agent finished it, and marked so where it did not. */
function judgeAnswer(
  name: string,
  {
    answer,
    row,
    turn,
  }: {
    readonly answer: ShownMessage;
    readonly row: StoredMessage | undefined;
    readonly turn: AgentTurn | undefined;
  },
): Problem[] {
  if (answer.busy) return [lost(`${name} never ended`)];
  if (row === undefined) return [lost(`${name} is not on the mirror`)];
  if (turn === undefined || !turn.finished) {
    return answer.trouble === null || row.status === 'final'
      ? [lost(`${name} is shown as whole, and the agent did not finish it`)]
      : [];
  }
  const problems: Problem[] = [];
  if (answer.trouble !== null) problems.push(lost(`${name} is finished, and shown with: ${answer.trouble}`));
  if (row.status !== 'final') problems.push(lost(`${name} is finished, and ${row.status} on the mirror`));
  const whole = lettersOf(turn.answer);
  const times = lettersOf(answer.text).split(whole).length - 1;
  if (times === 0) problems.push(lost(`${name} is not whole in the panel`));
  if (times > 1) problems.push(duplicated(`${name} stands ${times} times in its place`));
  if (lettersOf(row.text) !== whole) problems.push(lost(`${name} on the mirror is not the agent's`));
  return problems;
}

function judgeCleared({ cleared }: Accepted, { panel, stored }: Sight): Problem[] {
  const shown = panel.messages.filter(({ id }) => cleared.has(id)).length;
  const kept = stored.filter(
    ({ id, replyTo }) => cleared.has(id) || (replyTo !== null && cleared.has(replyTo)),
  );
  const problems: Problem[] = [];
  if (shown > 0) problems.push(lost(`${shown} cleared messages are shown again`));
  if (kept.length > 0) problems.push(lost(`${kept.length} cleared messages are on the mirror again`));
  return problems;
}

function judgeTitle({ title }: Accepted, { panel, storedTitle }: Sight): Problem[] {
  if (title === null) return [];
  const problems: Problem[] = [];
  if (panel.title !== title) problems.push(lost(`the title is "${panel.title}", not "${title}"`));
  if (storedTitle !== title) problems.push(lost(`the mirror's title is "${storedTitle}", not "${title}"`));
  return problems;
}

function judgeLine({ panel }: Sight): Problem[] {
  if (panel.line !== 'Mirrored') return [lost(`the line says "${panel.line}", not "Mirrored"`)];
  return panel.running ? [lost('a turn still runs')] : [];
}
