import { createId } from '../../utils/chat/id.ts';
import type { PanelEvent } from '../../utils/messaging/panel-protocol.ts';
import type { PanelParts } from './panel-parts.ts';

/** Tells which chats went because their time was over, and offers to bring them back. */
export function offerExpired(
  parts: Pick<PanelParts, 'undo' | 'say' | 'ask'>,
  { undoIds, bin }: PanelEvent & { readonly type: 'expired' },
): void {
  const chats = undoIds.length === 1 ? '1 old chat' : `${undoIds.length} old chats`;
  const sentence = bin ? `${chats} went to the bin` : `${chats} deleted`;
  parts.say(`${sentence}, as Settings say.`);
  parts.undo.show({
    undoId: createId(),
    sentence,
    revert: () => parts.ask({ type: 'restore', undoIds: [...undoIds] }),
  });
}
