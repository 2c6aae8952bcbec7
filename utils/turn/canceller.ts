import type { Turn } from '../chat/turn.ts';
import type { TurnPorts } from './turn-ports.ts';

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
      const done: Promise<void> = import('./cancel-on-server.ts')
        .then(({ cancelOnServer }) => cancelOnServer(turn, ports))
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
