import type { PanelRequest } from '../../utils/messaging/panel-protocol.ts';
import { actOnEach } from '../../utils/std/act-on-each.ts';
import type { PanelParts } from './panel-parts.ts';
import { mostAsked } from './removals.ts';

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

export function createFieldVerbs(parts: PanelParts): FieldVerbs {
  const { ask, readChanged, history, say } = parts;
  const verbs: FieldVerbs = {
    readTags: () => parts.ports.reader.listTags().catch((): string[] => []),
    async setFields(sessionIds, change) {
      const again = (): void => void verbs.setFields(sessionIds, change);
      const done = await actOnEach(sessionIds, mostAsked, (sessionId) =>
        ask({ type: 'set-session-fields', sessionId, ...change }, again),
      );
      if (done.length < sessionIds.length) return;
      say(toWords(sessionIds.length, change));
      await Promise.all([readChanged(), history.reread(sessionIds)]);
    },
  };
  return verbs;
}

function toWords(count: number, { pinned, archived, tags }: FieldChange): string {
  const chats = count === 1 ? 'Chat' : `${count} chats`;
  if (pinned !== undefined) return pinned ? `${chats} pinned` : `${chats} unpinned`;
  if (archived !== undefined) return archived ? `${chats} archived` : `${chats} taken out of the archive`;
  return tags === undefined ? '' : 'Tags changed';
}
