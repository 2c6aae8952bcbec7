import { createId } from '../chat/id.ts';
import type { Message, Trouble } from '../chat/message.ts';
import { toTrouble } from '../letta/to-trouble.ts';
import { lookBack, type Look, type Unseen } from './look-back.ts';
import { toNewTurn } from './new-turn.ts';
import { bindingFor, sendMessage, startTurn } from './send-message.ts';
import { type Target, type TurnContext, troubleOf } from './turn-context.ts';

const continueWords = 'Please continue.';

/** Tries a failed turn again, with the same user message. */
export function retryTurn(context: TurnContext, target: Target): Promise<Trouble | null> {
  return afterLook(context, target, async (message, unseen) => {
    const { ports, nextHlc } = context;
    const agent = await context.agent();
    if (agent === null) return troubleOf('not-connected');
    const binding = unseen?.binding ?? (await bindingFor(context, target.sessionId, agent));
    // The server knows the first try's name as failed, and would only show that failure again.
    const turn = toNewTurn({ message, binding, replyHlc: nextHlc(), otid: createId(), now: ports.now() });
    await startTurn(context, { message, turn });
    return null;
  });
}

/** Goes on with an interrupted answer, by new words where the agent's history has no more of it. */
export function continueTurn(context: TurnContext, target: Target): Promise<Trouble | null> {
  const words = { ...target, messageId: createId(), text: continueWords, variantOf: null };
  return afterLook(context, target, () => sendMessage(context, words));
}

/** Looks for the ends that nobody saw, oldest first, until the server does not answer. */
export async function reconcile(
  context: TurnContext,
  inOrder: <Result>(sessionId: string, work: () => Promise<Result>) => Promise<Result>,
): Promise<void> {
  for (const unseen of await context.looseEnds.listUnseen()) {
    const reachable = await inOrder(unseen.sessionId, () => reconcileOne(context, unseen));
    if (!reachable) return;
  }
}

async function reconcileOne(context: TurnContext, unseen: Unseen): Promise<boolean> {
  const { desk, reads, looseEnds } = context;
  if (desk.get(unseen.sessionId) !== null) return true;
  const message = await reads.message(unseen.messageId);
  if (message === null) {
    await looseEnds.dropUnseen(unseen.messageId);
    return true;
  }
  const look = await lookFor(context, unseen);
  if ('reason' in look) return false;
  // A run that goes on is left alone until it is over: nobody asked for it just now.
  if (look.type !== 'running') await apply(context, look, message);
  return true;
}

/** Before anything is asked of the agent a second time, its own history is looked at. */
async function afterLook(
  context: TurnContext,
  { sessionId, messageId }: Target,
  act: (message: Message, unseen: Unseen | null) => Promise<Trouble | null>,
): Promise<Trouble | null> {
  const { desk, reads, looseEnds } = context;
  const current = desk.get(sessionId);
  if (current !== null) return current.turn().id === messageId ? null : troubleOf('busy');
  const message = await reads.message(messageId);
  if (message === null || message.role !== 'user') return null;
  const unseen = await looseEnds.findUnseen(messageId).catch(() => null);
  if (unseen !== null) {
    const look = await lookFor(context, unseen);
    if ('reason' in look) return look;
    if (await apply(context, look, message)) return null;
    await looseEnds.dropUnseen(messageId);
  }
  return act(message, unseen);
}

async function lookFor({ ports, times }: TurnContext, unseen: Unseen): Promise<Look | Trouble> {
  const signal = AbortSignal.timeout(times.look);
  try {
    const connection = await ports.connect(signal);
    if (connection === null) return troubleOf('not-connected');
    return await lookBack(unseen, { connection, now: ports.now() }, signal);
  } catch (error) {
    return ports.explain(signal.aborted ? troubleOf('server-down') : toTrouble(error));
  }
}

/** True where the look has settled the matter. */
async function apply(context: TurnContext, look: Look, message: Message): Promise<boolean> {
  const { ports, looseEnds } = context;
  if (look.type === 'open') return false;
  if (look.type === 'final') await ports.commit({ type: 'save-messages', messages: [look.message] });
  else await startTurn(context, { message, turn: look.turn });
  await looseEnds.dropUnseen(message.id);
  return true;
}
