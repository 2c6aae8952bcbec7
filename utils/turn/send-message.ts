import type { Message, QuotePart, Trouble } from '../chat/message.ts';
import type { Binding, SessionPosting } from '../chat/session.ts';
import type { Turn } from '../chat/turn.ts';
import type { AgentInfo } from '../letta/letta-client.ts';
import type { LiveTurn } from './live-turn.ts';
import { toNewTurn, toUserMessage } from './new-turn.ts';
import { firstStep, openCalls, pendingCalls } from './step.ts';
import { type TurnContext, troubleOf } from './turn-context.ts';
import { wordsOf } from './words-of.ts';
import { denial } from './held-turn.ts';

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
  const words = await wordsOf(message);
  await ports.commit({ type: 'start-turn', message, turn, posting });
  desk.adopt(turn, words, firstStep(turn));
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

/** New words while the agent waits for an answer: everything it asked for is denied. */
function denyAll(live: LiveTurn, at: number): readonly string[] {
  const open = openCalls(live.turn());
  for (const callId of pendingCalls(live.turn().reply)) live.fold(denial(callId, at), 'history');
  return open;
}
