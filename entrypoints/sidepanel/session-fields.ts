import { createId } from '../../utils/chat/id.ts';
import type { SessionSummary } from '../../utils/chat/session.ts';
import type { PanelRequest } from '../../utils/messaging/panel-protocol.ts';
import { actOnEach } from '../../utils/std/act-on-each.ts';
import type { PanelParts } from './panel-parts.ts';
import { mostAsked } from './removals.ts';
import { undoOfferMs } from './undo-model.ts';

/** What changes about chats without changing what was said; several at once. */
export type FieldChange = Pick<
  Extract<PanelRequest, { readonly type: 'set-session-fields' }>,
  'pinned' | 'archived' | 'tags'
>;

export interface FieldVerbs {
  setFields(sessionIds: readonly string[], change: FieldChange): Promise<void>;
  /** Every tag that is in use, the most used first. Never rejects. */
  readTags(): Promise<readonly string[]>;
}

/** What a chat's fields were before a change. */
interface Before {
  readonly sessionId: string;
  readonly change: FieldChange;
}

export function createFieldVerbs(parts: PanelParts): FieldVerbs {
  const { ask, readChanged, history, say, undo, ports } = parts;

  /** Only what the change touches; nothing of a chat that cannot be read. */
  async function readBefore(sessionIds: readonly string[], change: FieldChange): Promise<readonly Before[]> {
    const all = await Promise.all(sessionIds.map((id) => ports.reader.readSession(id).catch(() => null)));
    return all.flatMap((session) =>
      session === null ? [] : [{ sessionId: session.id, change: toBefore(session, change) }],
    );
  }
  async function setEach(changes: readonly Before[], again?: () => void): Promise<readonly Before[]> {
    const done = await actOnEach(changes, mostAsked, ({ sessionId, change }) =>
      ask({ type: 'set-session-fields', sessionId, ...change }, again),
    );
    await Promise.all([readChanged(), history.reread(done.map(({ sessionId }) => sessionId))]);
    return done;
  }
  const verbs: FieldVerbs = {
    readTags: () => parts.ports.reader.listTags().catch((): string[] => []),
    async setFields(sessionIds, change) {
      const again = (): void => void verbs.setFields(sessionIds, change);
      const before = await readBefore(sessionIds, change);
      const done = await setEach(
        sessionIds.map((sessionId) => ({ sessionId, change })),
        again,
      );
      if (done.length < sessionIds.length) return;
      const sentence = toWords(sessionIds.length, change);
      // One chat's pin is its own button: pressed again it is off.
      if (sessionIds.length === 1 && change.pinned !== undefined) return say(sentence);
      undo.show({
        undoId: createId(),
        sentence,
        revert: async () => (await setEach(before)).length === before.length,
      });
      say(`${sentence}. Undo is offered for ${undoOfferMs / 1000} seconds.`);
    },
  };
  return verbs;
}

function toBefore(
  { pinned, archived, tags }: SessionSummary,
  { pinned: pins, archived: archives, tags: changed }: FieldChange,
): FieldChange {
  return {
    ...(pins === undefined ? {} : { pinned }),
    ...(archives === undefined ? {} : { archived }),
    ...(changed === undefined
      ? {}
      : { tags: Object.fromEntries(Object.keys(changed).map((tag) => [tag, tags.includes(tag)])) }),
  };
}

function toWords(count: number, { pinned, archived, tags }: FieldChange): string {
  const chats = count === 1 ? 'Chat' : `${count} chats`;
  if (pinned !== undefined) return pinned ? `${chats} pinned` : `${chats} unpinned`;
  if (archived !== undefined) return archived ? `${chats} archived` : `${chats} taken out of the archive`;
  return tags === undefined ? '' : 'Tags changed';
}
