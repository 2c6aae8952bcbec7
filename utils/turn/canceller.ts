import type { Turn } from '../chat/turn.ts';
import { sleep } from '../std/sleep.ts';
import { threadOf } from './run-turn.ts';
import type { TurnPorts } from './turn-ports.ts';

/** Between the cancels of a run whose begin we have not seen yet, in ms. */
const cancelAgainMs = [0, 400, 1200] as const;
const cancelMostMs = 10_000;

/** Ends runs on the server, behind the user's back: the panel never waits for it. */
export interface Canceller {
  cancel(turn: Turn): void;
  /** Resolves when nothing of this session is being cancelled: a new run would be hit. */
  settled(sessionId: string): Promise<void>;
  isBusy(): boolean;
}

export function createCanceller(ports: Pick<TurnPorts, 'connect'>): Canceller {
  const running = new Map<string, Promise<void>>();
  return {
    cancel(turn) {
      const { sessionId } = turn;
      const done: Promise<void> = cancelOnServer(turn, ports)
        .catch(() => console.info('turn: the server did not take a cancel'))
        .finally(() => {
          if (running.get(sessionId) === done) running.delete(sessionId);
        });
      running.set(sessionId, done);
    },
    settled: (sessionId) => running.get(sessionId) ?? Promise.resolve(),
    isBusy: () => running.size > 0,
  };
}

/**
 * A run that was asked for but has not shown itself may still be about to begin when the first cancel
 * arrives: then the cancel is repeated.
 */
async function cancelOnServer(turn: Turn, { connect }: Pick<TurnPorts, 'connect'>): Promise<void> {
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
