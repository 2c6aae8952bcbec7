import { foldAll } from '../../utils/chat/apply-event.ts';
import { textOf } from '../../utils/chat/message.ts';
import type { PanelEvent } from '../../utils/messaging/panel-protocol.ts';
import { offerExpired } from './bin-offer.ts';
import type { PanelParts } from './panel-parts.ts';
import { toSpokenText } from './spoken-text.ts';

export interface Intake {
  onEvent(event: PanelEvent): void;
}

/** Takes in what the background says. Not part of the first screen. */
export function createIntake(parts: PanelParts): Intake {
  const { session, turn, draft, history, status, temporary, say, readChanged } = parts;
  const { memory } = parts.ports;
  async function endTurn(): Promise<void> {
    const ended = turn.latest();
    if (ended === null) return;
    // The stored answer takes the live one's place in one step: nothing may vanish in between.
    await session.reread();
    if (turn.latest()?.id !== ended.id) return;
    turn.replace(null);
    const answer = session.shown.value.find((message) => message.id === ended.replyId);
    if (answer === undefined && temporary.current.value) temporary.lose(ended.id);
    if (answer !== undefined) say(`${answer.author}: ${toSpokenText(textOf(answer))}`);
  }
  function takeUnsaved({ messages, drafts }: PanelEvent & { readonly type: 'unsaved' }): void {
    // Of a temporary chat nothing is tried to be saved: what it shows is no business of the store's.
    if (!temporary.current.value) session.setUnsaved(messages);
    history.setUnsaved(messages);
    const kept = drafts.find(({ sessionId }) => sessionId === session.id.value);
    if (kept !== undefined) draft.offer(kept.text);
    // The store cannot say which session was last, where it refused to write that as well.
    memory.saveUnsavedSession((messages.at(-1) ?? drafts.at(-1))?.sessionId ?? null);
  }
  return {
    onEvent(event) {
      switch (event.type) {
        case 'turn':
          if (event.sessionId !== session.id.value) return;
          if (event.turn === null) void endTurn();
          else turn.replace(event.turn);
          return;
        case 'turn-events':
          if (event.sessionId === session.id.value) {
            // The background's own reducer, over the same events.
            turn.fold(event.turnId, (reply) => foldAll(reply, event.events));
          }
          return;
        case 'changed':
          parts.changes.value += 1;
          if (event.sessionIds === null || event.sessionIds.includes(session.id.value)) void readChanged();
          else void history.reread(event.sessionIds);
          parts.search.changed(event.sessionIds);
          return;
        case 'unsaved':
          takeUnsaved(event);
          return;
        case 'temporary':
          temporary.take(event);
          return;
        case 'status':
          status.value = event.status;
          return;
        case 'expired':
          offerExpired(parts, event);
          return;
        case 'reply':
          return; // the port's own business
      }
    },
  };
}
