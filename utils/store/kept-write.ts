import type { Message } from '../chat/message.ts';
import type { Stamp } from './scope.ts';
import type { Write } from './write.ts';

/** A write that storage refused, with the stamp that makes repeating it harmless. */
export interface KeptWrite {
  readonly stamp: Stamp;
  readonly write: Write;
}

/** Appends a write. Of the checkpoints of a turn and the drafts of a session only the newest is needed. */
export function addKept(kept: readonly KeptWrite[], next: KeptWrite): KeptWrite[] {
  return [...kept.filter(({ write }) => !isReplaced(write, next.write)), next];
}

function isReplaced(old: Write, next: Write): boolean {
  switch (next.type) {
    case 'checkpoint-turn':
      return old.type === 'checkpoint-turn' && old.turn.id === next.turn.id;
    case 'save-draft':
      return old.type === 'save-draft' && old.sessionId === next.sessionId;
    case 'show-session':
    case 'forget-undos':
      return old.type === next.type;
    default:
      return false;
  }
}

/** The messages that a write stores. */
export function savedBy(write: Write): readonly Message[] {
  switch (write.type) {
    case 'start-turn':
      return [write.message];
    case 'finish-turn':
      return write.reply === null ? [] : [write.reply];
    case 'save-messages':
    case 'import-messages':
      return write.messages;
    default:
      return [];
  }
}
