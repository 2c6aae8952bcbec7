import { toTitle } from '../chat/to-title.ts';
import type { TurnRun } from './run-turn.ts';
import type { Connection } from './turn-ports.ts';

interface Binding extends Pick<TurnRun, 'live' | 'text' | 'ports' | 'readEarlier' | 'forkConversation'> {
  readonly connection: Connection;
}

/** Gives the session a conversation of its own where the server has them and it has none yet. */
export async function bindConversation(
  { live, text, ports, connection, readEarlier, forkConversation }: Binding,
  signal: AbortSignal,
): Promise<void> {
  const { binding, sessionId } = live.turn();
  if (!connection.facts.conversations || binding.conversationId !== null) return;
  const forked = await forkConversation(connection, signal);
  const known = await ports.readBinding(sessionId);
  if (known?.agentId === binding.agentId && known.conversationId !== null) {
    // Made before the first words, or by a worker that died before it could write it into the turn.
    await live.change({ binding: known });
    return;
  }
  // Before the conversation is there: a worker that dies after it was made still knows that it is new.
  if (forked === null && (await readEarlier()).messages.length > 0) await live.change({ recap: true });
  const conversationId =
    forked ?? (await connection.client.createConversation(binding.agentId, toTitle(text), signal));
  const bound = { ...binding, conversationId };
  await ports.commit({ type: 'bind', sessionId, binding: bound });
  await live.change({ binding: bound });
}

/** The words, after what was said before where the agent was not there. */
export async function withRecap({ live, readEarlier }: Binding, text: string): Promise<string> {
  if (live.turn().recap !== true) return text;
  const { toRecap } = await import('./to-recap.ts');
  return [toRecap(await readEarlier()), text].filter((part) => part !== '').join('\n\n');
}
