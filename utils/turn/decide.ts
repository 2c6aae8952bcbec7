import type { ApprovalDecision, Turn } from '../chat/turn.ts';
import { undecidedCalls } from './own-calls.ts';
import { takeDecisions } from './run-own-calls.ts';
import { pendingCalls, type Step } from './step.ts';
import { toPrompt } from './to-prompt.ts';
import type { TurnContext } from './turn-context.ts';
import type { TurnPorts } from './turn-ports.ts';

export interface Answer {
  readonly sessionId: string;
  readonly turnId: string;
  readonly decisions: readonly ApprovalDecision[];
}

/** Takes the user's answers to what the agent asked; goes on once all of them are there. */
export async function decide(
  { ports, reads, desk }: TurnContext,
  { sessionId, turnId, decisions }: Answer,
): Promise<void> {
  const live = desk.get(sessionId);
  if (live === null || live.turn().id !== turnId || desk.isBusy(sessionId)) return;
  await saveConsents(ports, live.turn(), decisions);
  const waiting = pendingCalls(live.turn().reply);
  const fresh = decisions.filter(({ callId }) => waiting.includes(callId));
  if (fresh.length === 0) return;
  await takeDecisions(live, fresh, ports.now());
  const message = await reads.message(turnId);
  const next: Step = live.turn().state === 'approval' ? { type: 'ask' } : { type: 'send' };
  desk.proceed(sessionId, message === null ? '' : toPrompt(message), next);
}

/** An approval that reaches further is remembered first: repeating that does no harm. */
async function saveConsents(
  { tools }: Pick<TurnPorts, 'tools'>,
  turn: Turn,
  decisions: readonly ApprovalDecision[],
): Promise<void> {
  const own = new Set(undecidedCalls(turn).map(({ callId }) => callId));
  for (const { callId, approve, scope = 'once', tab = null } of decisions) {
    if (!approve || scope === 'once' || !own.has(callId)) continue;
    await tools.saveConsent(scope, { sessionId: turn.sessionId, tab });
  }
}
