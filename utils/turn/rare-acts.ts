import type { RunInfo, Thread } from '../letta/letta-client.ts';
import type { Turn } from '../chat/turn.ts';
import { LettaError } from '../letta/letta-error.ts';
import { narrow, renew, unblock } from './change-request.ts';
import { afterRead } from './next-step.ts';
import { type PerformingRare, threadOf } from './run-turn.ts';
import { given, type Step } from './step.ts';
import type { Connection } from './turn-ports.ts';

/** Does what only a turn needs that does not go well. Rejects with `LettaError`, as its requests do. */
export function performRare(context: PerformingRare, signal: AbortSignal): Promise<Step> {
  const { act, live, ports } = context;
  switch (act.type) {
    case 'read':
    case 'recheck':
      return read(context, signal);
    case 'narrow':
      return narrow(live, act.callIds, ports.now());
    case 'rebind':
      return rebind(context);
    case 'unblock':
      return unblock(live, () => context.findBlockingCalls(context.connection));
    case 'undeny':
      return renew(live, []);
  }
}

async function read({ live, connection, tries }: PerformingRare, signal: AbortSignal): Promise<Step> {
  const { client, facts } = connection;
  const turn = live.turn();
  const thread = threadOf(turn, connection);
  // First the run, then the history: a run that ends in between has written its last word by then.
  const run = await readRunOf(turn, { client, thread }, signal);
  const history = await client.readTurn(thread, turn.messageOtid ?? turn.id, signal);
  for (const event of history.events) live.fold(event, 'history');
  const step = afterRead({ turn: live.turn(), history, run, tries, facts });
  if (step.type === 'end' && step.status === 'final') {
    live.fold({ type: 'stop', reason: 'end_turn', runId: null, seq: null, at: Date.now() }, 'history');
  }
  return step;
}

async function readRunOf(
  turn: Turn,
  { client, thread }: { readonly client: Connection['client']; readonly thread: Thread },
  signal: AbortSignal,
): Promise<RunInfo | null> {
  const { runId } = turn.reply;
  try {
    if (runId !== null) return await client.readRun(runId, signal);
    return await client.findActiveRun(thread, signal);
  } catch (error) {
    // Servers that do not tell of runs, or have forgotten this one, still have the history.
    if (error instanceof LettaError && ['not-found', 'no-route', 'refused', 'expired'].includes(error.reason))
      return null;
    throw error;
  }
}

/** A conversation that is gone is replaced; an agent that is gone gives way to the connected one. */
async function rebind({ live, ports, connection, tries }: PerformingRare): Promise<Step> {
  const { binding, sessionId } = live.turn();
  const { agent, facts } = connection;
  const hadConversation = facts.conversations && binding.conversationId !== null;
  if (!hadConversation && binding.agentId === agent.id) return given(live.turn(), 'no-agent');
  const agentNow = hadConversation
    ? { agentId: binding.agentId, agentName: binding.agentName }
    : { agentId: agent.id, agentName: agent.name };
  const next = { ...agentNow, conversationId: null };
  await ports.commit({ type: 'bind', sessionId, binding: next });
  await live.change({ binding: next });
  return tries.sends > 4 ? given(live.turn(), 'no-agent') : { type: 'send' };
}
