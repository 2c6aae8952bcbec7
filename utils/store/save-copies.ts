import type { Message } from '../chat/message.ts';
import { opIdOf, saveMessage } from './changes.ts';
import { liveRow, type Scope, type Stamp } from './scope.ts';

/**
 * Saves messages under new ids, each with its outbox entry, as `saveMessage` does for orphans. None is asked for
 * first: of the thousands that a chat may have hardly one is there already. No id comes twice.
 */
export async function saveCopies(scope: Scope, stamp: Stamp, messages: readonly Message[]): Promise<void> {
  const place = { generation: scope.mirror.generation, cursor: 0 };
  const known = await scope.insertMessages(messages.map((message) => liveRow(message, place)));
  const again: Promise<void>[] = [];
  for (const message of messages) {
    const { id, sessionId } = message;
    if (known.has(id)) again.push(saveMessage(scope, stamp, { message, orphan: true }));
    else scope.addEntry({ t: 'msg', opId: opIdOf(stamp, id), sessionId, messageId: id });
  }
  await Promise.all(again);
}
