import type { ToolPart } from '../chat/message.ts';
import { type PageToolName, toPageTool } from '../chat/page-tool.ts';
import type { ApprovalDecision, ToolResult, Turn } from '../chat/turn.ts';
import { createId } from '../chat/id.ts';
import { pendingCalls } from './step.ts';

/** A call of one of our own tools. */
export interface OwnCall {
  readonly callId: string;
  readonly tool: PageToolName;
}

/** What the agent gets in place of an answer of the user's that says nothing. */
const refused = 'The user refused.';

/** Calls of our own tools that the user has not answered yet. */
export function undecidedCalls({ reply }: Pick<Turn, 'reply'>): readonly OwnCall[] {
  return reply.parts.flatMap((part) =>
    part.type === 'tool' && part.state === 'approval' ? toOwnCall(part) : [],
  );
}

/** The first call of our own tools that may be run and has not given anything. */
export function nextToRun(
  turn: Turn,
): { readonly call: OwnCall; readonly decision: ApprovalDecision } | null {
  if (turn.state !== 'approval') return null;
  for (const decision of turn.decisions) {
    const call =
      decision.approve && !hasResult(turn, decision.callId) ? findOwn(turn, decision.callId) : null;
    if (call !== null) return { call, decision };
  }
  return null;
}

/** True where every call of the step has its answer: all of them must go out in one request. */
export function isSettled(turn: Turn): boolean {
  const answered = turn.decisions.length > 0 && pendingCalls(turn.reply).length === 0;
  return turn.state === 'approval' && answered && nextToRun(turn) === null;
}

/**
 * `patch`, and where with it nothing waits any more, the turn's next request: one with a name of its own, on
 * disk before it goes out, so that a repeat re-attaches to it. It begins a run that is not known yet.
 */
export function withRequest(turn: Turn, patch: Partial<Turn>): Partial<Turn> {
  const next = { ...turn, ...patch };
  if (!isSettled(next)) return patch;
  const reply = { ...next.reply, runId: null, stop: null };
  return { ...patch, reply, state: 'answering', requestId: createId() };
}

/** What the server is told of the step: results of what we ran, decisions about everything else. */
export function toAnswers(turn: Turn): {
  readonly decisions: readonly ApprovalDecision[];
  readonly results: readonly ToolResult[];
} {
  const { decisions, results = [] } = turn;
  return {
    results,
    decisions: decisions
      .filter(({ callId }) => !hasResult(turn, callId))
      .map((decision) =>
        !decision.approve && decision.reason === '' && findOwn(turn, decision.callId) !== null
          ? { ...decision, reason: refused }
          : decision,
      ),
  };
}

function hasResult({ results = [] }: Pick<Turn, 'results'>, callId: string): boolean {
  return results.some((result) => result.callId === callId);
}

function findOwn({ reply }: Pick<Turn, 'reply'>, callId: string): OwnCall | null {
  const part = reply.parts.findLast((one) => one.type === 'tool' && one.callId === callId);
  return part?.type === 'tool' ? (toOwnCall(part)[0] ?? null) : null;
}

function toOwnCall({ callId, name }: Readonly<ToolPart>): readonly OwnCall[] {
  const tool = toPageTool(name);
  return tool === null ? [] : [{ callId, tool }];
}
