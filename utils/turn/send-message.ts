import type { Message, QuotePart, Trouble } from '../chat/message.ts';
import type { Binding, SessionPosting } from '../chat/session.ts';
import type { ApprovalDecision, Turn } from '../chat/turn.ts';
import type { AgentInfo } from '../letta/letta-client.ts';
import type { LiveTurn } from './live-turn.ts';
import { toNewTurn, toUserMessage } from './new-turn.ts';
import { firstStep, pendingCalls, type Step } from './next-step.ts';
import { openCalls, undecidedCalls } from './own-calls.ts';
import { takeDecisions } from './run-own-calls.ts';
import { threadOf } from './run-turn.ts';
import { toPrompt } from './to-prompt.ts';
import { type TurnContext, type TurnReads, troubleOf } from './turn-context.ts';
import { denial } from './held-turn.ts';
import type { Connection, TurnPorts } from './turn-ports.ts';

export interface NewMessage {
  readonly sessionId: string;
  readonly messageId: string;
  readonly text: string;
  /** What was attached from pages. */
  readonly quotes?: readonly QuotePart[] | undefined;
  /** The posting that the session is about from now on; absent or null: as it was. */
  readonly posting?: SessionPosting | null | undefined;
  readonly variantOf: string | null;
  /** The message that it is said after, where that is not the newest one. */
  readonly follows?: string | undefined;
}

export interface Answer {
  readonly sessionId: string;
  readonly turnId: string;
  readonly decisions: readonly ApprovalDecision[];
}

/** How far back a request that blocks the conversation is looked for. */
const blockerSearch = 12;

/** Starts a turn with new words. The returned trouble means: nothing was saved, the words are the panel's. */
export async function sendMessage(context: TurnContext, request: NewMessage): Promise<Trouble | null> {
  const { ports, reads, looseEnds, desk, nextHlc } = context;
  const { sessionId, messageId, posting = null } = request;
  const current = desk.get(sessionId);
  if (current?.turn().id === messageId || (await reads.message(messageId)) !== null) return null;
  if (desk.isBusy(sessionId)) return troubleOf('busy');
  const agent = await context.agent();
  if (agent === null) return troubleOf('not-connected');
  const denied =
    current === null
      ? await looseEnds.readOwed(sessionId).catch((): string[] => [])
      : denyAll(current, ports.now());
  if (current !== null) await desk.stop(sessionId);
  const now = ports.now();
  const message = toUserMessage({ ...request, id: messageId, hlc: nextHlc(), now });
  const binding = await bindingFor(context, sessionId, agent);
  const decisions = denied.map((callId) => ({ callId, approve: false, reason: '' }));
  await startTurn(context, {
    message,
    turn: toNewTurn({ message, binding, replyHlc: nextHlc(), decisions, now }),
    posting,
  });
  if (denied.length > 0) await looseEnds.saveOwed(sessionId, []).catch(() => {});
  return null;
}

/** The message, its turn and the binding are on disk before any server hears of them. */
export async function startTurn(
  { ports, desk }: TurnContext,
  {
    message,
    turn,
    posting = null,
  }: { readonly message: Message; readonly turn: Turn; readonly posting?: SessionPosting | null },
): Promise<void> {
  await ports.commit({ type: 'start-turn', message, turn, posting });
  desk.adopt(turn, toPrompt(message), firstStep(turn));
}

/** A session stays with its agent; a new one goes to the agent that is connected. */
export async function bindingFor(
  { ports }: TurnContext,
  sessionId: string,
  agent: AgentInfo,
): Promise<Binding> {
  const known = await ports.readBinding(sessionId);
  return known ?? { agentId: agent.id, agentName: agent.name, conversationId: null };
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

/** New words while the agent waits for an answer: everything it asked for is denied. */
function denyAll(live: LiveTurn, at: number): readonly string[] {
  const open = openCalls(live.turn());
  for (const callId of pendingCalls(live.turn().reply)) live.fold(denial(callId, at), 'history');
  return open;
}

/** Calls that still wait in the agent's history after one of this session's earlier messages. */
export async function findBlockingCalls(
  turn: Turn,
  connection: Connection,
  reads: TurnReads,
): Promise<readonly string[]> {
  const messages = await reads.newest(turn.sessionId, blockerSearch);
  const earlier = messages.filter(({ role, id }) => role === 'user' && id !== turn.id).toReversed();
  for (const { id } of earlier) {
    const history = await connection.client.readTurn(threadOf(turn, connection), id);
    if (history.found) return history.pendingCallIds;
  }
  return [];
}
