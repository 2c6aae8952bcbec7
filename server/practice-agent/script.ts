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
  /** Names of the tools that the client itself runs. */
  readonly clientTools: readonly string[];
  /** Answer length by option; null: as the rules have it. */
  readonly words: number | null;
}

/** Decides the next step of a turn. Pure, but for the ids of the calls. */
export function planStep(view: StepView): PlannedStep {
  const triggers = parseTriggers(view.message);
  if (view.results.length > 0) return say(answerToTools(view.results));
  const calls = planCalls(view);
  if (calls.length > 0) {
    const approval = calls.some((call) => call.name !== 'conversation_search');
    return { reasoning: 'I should call a tool.', text: '', calls, approval };
  }
  const count = triggers.words ?? view.words;
  return say(count === null ? answerTo(view) : wordsOf(count));
}

function planCalls(view: StepView): PlannedCall[] {
  const triggers = parseTriggers(view.message);
  const call = (name: string, args: Record<string, string>): PlannedCall => ({
    callId: createCallId(),
    name,
    args: JSON.stringify(args),
  });
  if (triggers.approvals === 2)
    return [call('danger', { x: 'the first' }), call('danger', { x: 'the second' })];
  if (triggers.approvals === 1) return [call('danger', { x: 'it' })];
  if (triggers.readPage && view.clientTools.includes('read_job_page')) {
    return [call('read_job_page', { question: view.message.slice(0, 80) })];
  }
  if (triggers.tool) return [call('conversation_search', { query: 'hello' })];
  return [];
}

function say(text: string): PlannedStep {
  return { reasoning: 'Thinking about what I can see...', text, calls: [], approval: false };
}
