import type { Turn } from '../chat/turn.ts';
import { sleep } from '../std/sleep.ts';
import { threadOf } from './run-turn.ts';
import type { TurnPorts } from './turn-ports.ts';

/** Between the cancels of a run whose begin we have not seen yet, in ms. */
const cancelAgainMs = [0, 400, 1200] as const;
const cancelMostMs = 10_000;

/**
 * A run that was asked for but has not shown itself may still be about to begin when the first cancel
 * arrives: then the cancel is repeated.
 */
export async function cancelOnServer(turn: Turn, { connect }: Pick<TurnPorts, 'connect'>): Promise<void> {
  const signal = AbortSignal.timeout(cancelMostMs);
  const connection = await connect(signal);
  if (connection === null) return;
  const thread = threadOf(turn, connection);
  if (connection.facts.conversations && thread.conversationId === null) return;
  const { runId } = turn.reply;
  for (const ms of runId === null ? cancelAgainMs : cancelAgainMs.slice(0, 1)) {
    await sleep(ms, signal);
    await connection.client.cancel(thread, runId, signal);
  }
}
