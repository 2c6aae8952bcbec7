/** The conversations that are being forked right now, so that the first words wait for theirs. */
export interface Forks {
  begin(sessionId: string): void;
  /** Resolves when the session's is there, or will not be. */
  settled(sessionId: string): Promise<void>;
}

/** Forks conversations as soon as chats are forked; where that fails, the first words try again. */
export function createForks(fork: (sessionId: string) => Promise<void>): Forks {
  const under = new Map<string, Promise<void>>();
  return {
    begin(sessionId) {
      if (under.has(sessionId)) return;
      const done = fork(sessionId)
        .catch(() => {})
        .finally(() => under.delete(sessionId));
      under.set(sessionId, done);
    },
    settled: async (sessionId) => under.get(sessionId),
  };
}
