import type { BackgroundItems, Unfinished } from '../settings/background-items.ts';
import type { Unseen } from './look-back.ts';

/** After this time nobody waits for an answer any more, in ms. */
const forgetMs = 24 * 60 * 60 * 1000;
/** More than these were never unfinished at once by anything but a bug. */
const mostUnfinished = 100;

/** What turns left behind that somebody still has to see to. Losing it costs comfort, no message. */
export interface LooseEnds {
  /** Answers that the agent may have finished without us, oldest first. */
  listUnseen(): Promise<readonly Unfinished[]>;
  findUnseen(messageId: string): Promise<Unfinished | null>;
  saveUnseen(unseen: Unseen): Promise<void>;
  dropUnseen(messageId: string): Promise<void>;
  /** Calls that the next message of the session must deny first. */
  readOwed(sessionId: string): Promise<readonly string[]>;
  saveOwed(sessionId: string, callIds: readonly string[]): Promise<void>;
  /** Nothing of this session matters any more. */
  dropSession(sessionId: string): Promise<void>;
}

export function createLooseEnds(
  { unfinished, owedDenials }: Pick<BackgroundItems, 'unfinished' | 'owedDenials'>,
  now: () => number,
): LooseEnds {
  async function listUnseen(): Promise<readonly Unfinished[]> {
    return (await unfinished.read()).filter(({ endedAt }) => now() - endedAt < forgetMs);
  }
  async function saveOwed(sessionId: string, callIds: readonly string[]): Promise<void> {
    await owedDenials.update((all) => {
      const others = Object.entries(all).filter(([id]) => id !== sessionId);
      return Object.fromEntries(callIds.length === 0 ? others : [...others, [sessionId, [...callIds]]]);
    });
  }
  return {
    listUnseen,
    async findUnseen(messageId) {
      return (await listUnseen()).find((one) => one.messageId === messageId) ?? null;
    },
    async saveUnseen(unseen) {
      await unfinished.update((all) => [
        ...all.filter(({ messageId }) => messageId !== unseen.messageId).slice(1 - mostUnfinished),
        { ...unseen, endedAt: now() },
      ]);
    },
    async dropUnseen(messageId) {
      if ((await unfinished.read()).every((one) => one.messageId !== messageId)) return;
      await unfinished.update((all) => all.filter((one) => one.messageId !== messageId));
    },
    async readOwed(sessionId) {
      return (await owedDenials.read())[sessionId] ?? [];
    },
    saveOwed,
    async dropSession(sessionId) {
      await unfinished.update((all) => all.filter((one) => one.sessionId !== sessionId));
      await saveOwed(sessionId, []);
    },
  };
}
