import * as v from 'valibot';
import { partSchema, textOf } from '../../../utils/chat/message.ts';
import { changesPageSchema, type Row, type WireMessage } from '../../../utils/mirror/protocol.ts';
import type { StoredMessage } from './judge-chat.ts';

/** What a mirror holds, read over its HTTP API without any device. */
export interface MirrorTruth {
  /** Takes in what is new. */
  read(): Promise<void>;
  /** As of the last `read`, in display order. */
  messages(sessionId: string): readonly StoredMessage[];
  title(sessionId: string): string | null;
  /** True where it holds the message or knows that it was deleted. */
  knows(messageId: string): boolean;
}

export function createMirrorTruth({
  url,
  token,
}: {
  readonly url: string;
  readonly token: string;
}): MirrorTruth {
  const live = new Map<string, WireMessage>();
  const tombs = new Set<string>();
  const titles = new Map<string, string>();
  let since = 0;
  let reading: Promise<void> = Promise.resolve();

  function take(row: Row): void {
    if (row.kind === 'msg') live.set(row.message.id, row.message);
    else if (row.kind === 'tomb') {
      tombs.add(row.id);
      live.delete(row.id);
    } else if (row.field === 'title' && typeof row.value === 'string') titles.set(row.session, row.value);
  }

  async function readOn(): Promise<void> {
    for (let more = true; more;) {
      const response = await fetch(`${url}/v1/ws/default/changes?since=${since}`, {
        headers: { authorization: `Bearer ${token}` },
        signal: AbortSignal.timeout(10_000),
      });
      if (response.status === 304) return;
      const page = v.parse(changesPageSchema, await response.json());
      for (const row of page.rows) take(row);
      since = page.cursor;
      more = page.more;
    }
  }

  return {
    read() {
      // Two readers at once would both move the cursor.
      reading = reading.catch(() => {}).then(readOn);
      return reading;
    },
    messages: (sessionId) =>
      [...live.values()]
        .filter(({ session }) => session === sessionId)
        .toSorted((a, b) => compare(a.hlc, b.hlc) || compare(a.id, b.id))
        .map(toStored),
    title: (sessionId) => titles.get(sessionId) ?? null,
    knows: (messageId) => live.has(messageId) || tombs.has(messageId),
  };
}

function toStored({ id, role, status, reply_to, parts }: WireMessage): StoredMessage {
  const text = textOf({ parts: parts.map((part) => v.parse(partSchema, part)) });
  return { id, role, status, replyTo: reply_to, text };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
