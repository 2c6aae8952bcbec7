import { createId } from '../../utils/chat/id.ts';
import type { PanelRequest } from '../../utils/messaging/panel-protocol.ts';
import { nothingAttached } from './attached.ts';
import { actOnEach } from '../../utils/std/act-on-each.ts';
import type { PanelParts } from './panel-parts.ts';
import { type ShownStart, toEmptyStart } from './session-model.ts';
import { type UndoOffer, undoOfferMs } from './undo-model.ts';

/** Requests under way at once: the background writes in one go what waits. */
export const mostAsked = 50;

/** What takes chats away, each with its Undo. */
export interface Removals {
  /** Asks the background, and offers the Undo once it is done. */
  askUndoable(offer: UndoOffer, request: PanelRequest): Promise<void>;
  remove(sessionId: string): void;
  /** Deletes several chats; one Undo brings all of them back. */
  removeAll(sessionIds: readonly string[]): Promise<void>;
}

export function createRemovals(parts: PanelParts, show: (start: ShownStart) => void): Removals {
  const { session, history, undo, ask, say, readChanged } = parts;
  const { memory } = parts.ports;

  function offerUndo(offer: UndoOffer): void {
    undo.show(offer);
    say(`${offer.sentence}. Undo is offered for ${undoOfferMs / 1000} seconds.`);
  }
  /** That it is done is said once it is: a browser that is killed before that brings everything back. */
  async function askUndoable(offer: UndoOffer, request: PanelRequest): Promise<void> {
    // An older offer must not look like this one's.
    undo.take();
    if (await ask(request)) offerUndo(offer);
    // It was not done: what was taken off the screen comes back.
    else await readChanged();
  }
  async function revertAll(undoIds: readonly string[]): Promise<boolean> {
    const undone = await actOnEach(undoIds, mostAsked, (undoId) => ask({ type: 'undo', undoId }));
    return undone.length === undoIds.length;
  }
  /** Takes a chat off the list, and what waited for it out of the panel's memory. */
  function forget(sessionId: string): void {
    history.hide(sessionId);
    memory.saveOutgoing(sessionId, []);
    memory.saveAttached(sessionId, nothingAttached);
  }
  function leave(sessionIds: readonly string[]): void {
    if (!sessionIds.includes(session.id.value)) return;
    show(toEmptyStart(createId()));
    parts.watch();
  }
  return {
    askUndoable,
    remove(sessionId) {
      const undoId = createId();
      forget(sessionId);
      void askUndoable({ undoId, sentence: 'Chat deleted' }, { type: 'delete-session', sessionId, undoId });
      leave([sessionId]);
    },
    async removeAll(sessionIds) {
      const removed = sessionIds.map((sessionId) => ({ sessionId, undoId: createId() }));
      for (const { sessionId } of removed) forget(sessionId);
      undo.take();
      leave(sessionIds);
      const asked = await actOnEach(removed, mostAsked, (one) => ask({ type: 'delete-session', ...one }));
      const done = asked.map(({ undoId }) => undoId);
      const [first] = done;
      if (done.length < removed.length) await readChanged();
      if (first === undefined) return;
      const sentence = done.length === 1 ? 'Chat deleted' : `${done.length} chats deleted`;
      offerUndo({ undoId: first, sentence, revert: () => revertAll(done) });
    },
  };
}
