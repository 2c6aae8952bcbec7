import type { ApprovalDecision, ToolResult } from '../chat/turn.ts';
import type { LiveTurn } from './live-turn.ts';
import { isSettled, nextToRun, undecidedCalls, withRequest } from './own-calls.ts';
import type { TurnPorts } from './turn-ports.ts';

type Ports = Pick<TurnPorts, 'tools' | 'now'>;

/**
 * Runs the calls of our own tools that the user allowed, now or before, one after the other. Each result is
 * on disk before anything is sent. Resolves when nothing more can be run: then the turn either waits for the
 * user, or (`answering`) has its next request. Rejects only when `signal` is aborted.
 */
export async function runOwnCalls(live: LiveTurn, ports: Ports, signal: AbortSignal): Promise<void> {
  for (;;) {
    await allowKnown(live, ports);
    signal.throwIfAborted();
    const next = nextToRun(live.turn());
    if (next === null) break;
    const { callId, tool } = next.call;
    const { sessionId } = live.turn();
    const said = await ports.tools.run({ tool, sessionId, tab: next.decision.tab ?? null }, signal);
    signal.throwIfAborted();
    await takeResult(live, { callId, ...said }, ports.now());
  }
  // Nothing is left to do, and yet no request was made: another step of this turn took its place.
  if (isSettled(live.turn())) await live.change(withRequest(live.turn(), {}));
}

/** Takes answers of the user's (or of an earlier consent), and makes the next request with the last of them. */
export async function takeDecisions(
  live: LiveTurn,
  decisions: readonly ApprovalDecision[],
  at: number,
): Promise<void> {
  for (const { callId, approve } of decisions) {
    live.fold({ type: 'approval', callId, approve, runId: null, seq: null, at }, 'history');
  }
  const turn = live.turn();
  await live.change(withRequest(turn, { decisions: [...turn.decisions, ...decisions] }));
}

/** What an earlier consent covers needs no question; the page is fixed before anything is read. */
async function allowKnown(live: LiveTurn, { tools, now }: Ports): Promise<void> {
  const { state, sessionId } = live.turn();
  if (state !== 'approval' || undecidedCalls(live.turn()).length === 0) return;
  const tab = await tools.findAllowed(sessionId);
  // The user may have answered meanwhile.
  const calls = undecidedCalls(live.turn());
  if (tab === null || calls.length === 0) return;
  const allowed = calls.map(({ callId }) => ({ callId, approve: true, reason: '', tab }));
  await takeDecisions(live, allowed, now());
}

/** Letta does not stream back what we return: the call is closed from what we know ourselves. */
async function takeResult(live: LiveTurn, result: ToolResult, at: number): Promise<void> {
  const { callId, status, text } = result;
  live.fold(
    { type: 'tool-return', callId, status, text, denied: false, runId: null, seq: null, at },
    'history',
  );
  const turn = live.turn();
  await live.change(withRequest(turn, { results: [...(turn.results ?? []), result] }));
}
