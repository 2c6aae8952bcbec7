import { answerTo, answerToTools, wordsOf, type AnswerView } from './answer.ts';
import { createCallId, type ToolReturn } from './frames.ts';
import { parseTriggers } from './trigger.ts';

export interface PlannedCall {
  readonly callId: string;
  readonly name: string;
  /** JSON text of the arguments. */
  readonly args: string;
}

/** One step of a turn: thoughts, then either words or tool calls. */
export interface PlannedStep {
  readonly reasoning: string;
  readonly text: string;
  readonly calls: readonly PlannedCall[];
  /** The calls wait for the user, or for the client that offered the tool. */
  readonly approval: boolean;
}

export interface StepView extends AnswerView {
  /** What the tools of this turn have returned so far; empty at its first step. */
  readonly results: readonly ToolReturn[];
  /** How often this turn has waited for an answer already. */
  readonly waited: number;
  /** Names of the tools that the client itself runs. */
  readonly clientTools: readonly string[];
  /** Answer length by option; null: as the rules have it. */
  readonly words: number | null;
  /** The whole answer by option; null: as the rules have it. */
  readonly answer: string | null;
}

/** Decides the next step of a turn. Pure, but for the ids of the calls. */
export function planStep(view: StepView): PlannedStep {
  const triggers = parseTriggers(view.message);
  const goesOn = triggers.readSelectionNext && view.waited === 1;
  if (view.results.length > 0 && !goesOn) return say(answerToTools(view.results));
  const calls = goesOn ? [createCall('read_selection', {})] : planCalls(view);
  if (calls.length > 0) {
    const approval = calls.some((call) => call.name !== 'conversation_search');
    return { reasoning: 'I should call a tool.', text: '', calls, approval };
  }
  const count = triggers.words ?? view.words;
  if (view.answer !== null) return say(view.answer);
  return say(count === null ? answerTo(view) : wordsOf(count));
}

function planCalls(view: StepView): PlannedCall[] {
  const triggers = parseTriggers(view.message);
  const offers = (name: string): boolean => view.clientTools.includes(name);
  // All that waits for an answer is asked in one step.
  const waiting = [
    ...(triggers.approvals === 2
      ? [createCall('danger', { x: 'the first' }), createCall('danger', { x: 'the second' })]
      : triggers.approvals === 1
        ? [createCall('danger', { x: 'it' })]
        : []),
    ...(triggers.readPage && offers('read_job_page')
      ? [createCall('read_job_page', { question: view.message.slice(0, 80) })]
      : []),
    ...(triggers.readSelection && offers('read_selection') ? [createCall('read_selection', {})] : []),
  ];
  if (waiting.length > 0) return waiting;
  return triggers.tool ? [createCall('conversation_search', { query: 'hello' })] : [];
}

function createCall(name: string, args: Record<string, string>): PlannedCall {
  return { callId: createCallId(), name, args: JSON.stringify(args) };
}

function say(text: string): PlannedStep {
  return { reasoning: 'Thinking about what I can see...', text, calls: [], approval: false };
}
