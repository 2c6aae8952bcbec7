import type { Turn } from '../chat/turn.ts';
import { createCanceller } from './canceller.ts';
import { type HeldTurn, type HeldTurnOptions, holdTurn } from './held-turn.ts';
import type { LiveTurn } from './live-turn.ts';
import type { Step } from './step.ts';

/** The turns that this worker holds: at most one for each session, each with one explicit owner and end. */
export interface TurnDesk {
  get(sessionId: string): LiveTurn | null;
  /** True while neither new words nor answers can be taken. */
  isBusy(sessionId: string): boolean;
  /** True while any turn is under way (not: waiting for the user). */
  isAnyBusy(): boolean;
  /** Takes a turn that lies in the store already. */
  adopt(turn: Turn, text: string, first: Step): void;
  /** Goes on with a turn that waited for the user. */
  proceed(sessionId: string, text: string, first: Step): void;
  /** Ends a turn by the user's wish; keeps what is there. Its run is cancelled behind the scenes. */
  stop(sessionId: string): Promise<void>;
  /** Ends a turn without keeping anything. */
  drop(sessionId: string): Promise<void>;
  /** Resolves when nothing is under way in this session. */
  settled(sessionId: string): Promise<void>;
  /** Resolves when nothing is under way any more. */
  idle(): Promise<void>;
}

/** Makes the desk. */
export function createTurnDesk(options: Omit<HeldTurnOptions, 'canceller' | 'onGone'>): TurnDesk {
  const { ports } = options;
  const held = new Map<string, HeldTurn>();
  const canceller = createCanceller(ports);

  function forget(sessionId: string, gone: HeldTurn): void {
    if (held.get(sessionId) !== gone) return;
    held.delete(sessionId);
    ports.onTurn(sessionId, null);
  }

  function adopt(turn: Turn, text: string, first: Step): void {
    const { sessionId } = turn;
    const one = holdTurn(turn, { ...options, canceller, onGone: () => forget(sessionId, one) });
    held.set(sessionId, one);
    ports.onTurn(sessionId, turn);
    one.drive(text, first);
  }

  return {
    get: (sessionId) => held.get(sessionId)?.live ?? null,
    isBusy: (sessionId) => held.get(sessionId)?.isBusy() ?? false,
    isAnyBusy: () => [...held.values()].some((one) => one.isActive()),
    adopt,
    proceed: (sessionId, text, first) => held.get(sessionId)?.drive(text, first),
    async stop(sessionId) {
      await held.get(sessionId)?.stop();
    },
    async drop(sessionId) {
      await held.get(sessionId)?.drop();
    },
    async settled(sessionId) {
      await held.get(sessionId)?.settled();
    },
    async idle() {
      for (;;) {
        const busy = [...held].filter(([, one]) => one.isActive());
        if (busy.length === 0 && !canceller.isBusy()) return;
        await Promise.all(busy.flatMap(([id, one]) => [one.settled(), canceller.settled(id)]));
        await new Promise((resolve) => setTimeout(resolve));
      }
    },
  };
}
