import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { Message } from '../../utils/chat/message.ts';
import { toReply } from '../../utils/chat/reply-message.ts';
import type { ReplyDraft, Turn } from '../../utils/chat/turn.ts';

/** The turn in flight of the session on screen. */
export interface TurnModel {
  /** Published at most once a frame. */
  readonly turn: ReadonlySignal<Turn | null>;
  /** Changes only when a turn begins or ends: what the list of rows may depend on. */
  readonly replyId: ReadonlySignal<string | null>;
  /** The answer as far as it has come, drawn like a stored message. */
  readonly live: ReadonlySignal<Message | null>;
  /** The turn with every event folded so far, published or not. */
  latest(): Turn | null;
  /** Takes a snapshot in place of what was held. */
  replace(turn: Turn | null): void;
  /** Takes the answer of the turn `turnId` one step further; steps of other turns are ignored. */
  fold(turnId: string, step: (reply: ReplyDraft) => ReplyDraft): void;
}

/** `createFrame` gives the function that asks for a render; see `frame.ts`. */
export function createTurnModel(createFrame: (run: () => void) => () => void): TurnModel {
  const turn = signal<Turn | null>(null);
  let folded: Turn | null = null;
  const askFrame = createFrame(() => {
    turn.value = folded;
  });
  return {
    turn,
    replyId: computed(() => turn.value?.replyId ?? null),
    live: computed(() =>
      turn.value === null ? null : toReply({ turn: turn.value, status: 'final', trouble: null }),
    ),
    latest: () => folded,
    replace(next) {
      folded = next;
      turn.value = next;
    },
    fold(turnId, step) {
      if (folded?.id !== turnId) return;
      folded = { ...folded, reply: step(folded.reply) };
      askFrame();
    },
  };
}
