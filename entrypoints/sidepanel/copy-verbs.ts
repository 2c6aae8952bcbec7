import { createId } from '../../utils/chat/id.ts';
import type { Message } from '../../utils/chat/message.ts';
import type { SessionSummary } from '../../utils/chat/session.ts';
import type { PanelParts } from './panel-parts.ts';
import type { SessionVerbs } from './session-verbs.ts';

/** New chats made of old ones; the old ones stay as they are. */
export interface CopyVerbs {
  /** Begins a chat with all that was said up to a message. */
  fork(message: Pick<Message, 'id' | 'sessionId'>): void;
  /** The same with all that was said. */
  forkChat(): void;
  /** Begins a chat with all that was said in several, in order of time. */
  merge(sessionIds: readonly string[], title: string): void;
  /** The chats that can be merged, newest first. Never rejects. */
  readMergeable(): Promise<readonly SessionSummary[]>;
}

const mostListed = 500;

export function createCopyVerbs(
  parts: PanelParts,
  { openSession }: Pick<SessionVerbs, 'openSession'>,
): CopyVerbs {
  const { session, ask, say, ports } = parts;

  async function fork(fromSessionId: string, messageId: string, sessionId: string): Promise<void> {
    const again = (): void => void fork(fromSessionId, messageId, sessionId);
    if (!(await ask({ type: 'fork', fromSessionId, messageId, sessionId }, again))) return;
    await openSession(sessionId);
    say('Chat forked. You are in the copy.');
  }
  async function merge(fromSessionIds: readonly string[], title: string, sessionId: string): Promise<void> {
    const again = (): void => void merge(fromSessionIds, title, sessionId);
    const done = await ask({ type: 'merge', fromSessionIds: [...fromSessionIds], title, sessionId }, again);
    if (!done) return;
    await openSession(sessionId);
    say(`${fromSessionIds.length} chats merged. You are in the new chat.`);
  }
  return {
    fork({ id }) {
      if (parts.temporary.current.value) say('Keep this chat first: a temporary chat cannot be forked.');
      else void fork(session.id.value, id, createId());
    },
    forkChat() {
      const last = session.newer.value
        ? undefined
        : parts.branch.branch.value.shown.findLast(({ trouble }) => trouble === null);
      if (last !== undefined) void fork(session.id.value, last.id, createId());
    },
    merge: (sessionIds, title) => void merge(sessionIds, title, createId()),
    readMergeable: () =>
      ports.reader.listSessions({ limit: mostListed, before: null }).catch((): SessionSummary[] => []),
  };
}
