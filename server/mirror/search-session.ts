import { setImmediate as breathe } from 'node:timers/promises';
import * as v from 'valibot';
import { registerFields, tagOfField } from '../../utils/chat/session.ts';
import { toSessionTitle } from '../../utils/chat/to-session-title.ts';
import type { WireMessage } from '../../utils/mirror/protocol.ts';
import type { SearchSession } from '../../utils/search/about-session.ts';
import { cutMessage, type CutText, fullPack, type TextPack, toPack } from '../../utils/search/text-pack.ts';
import type { StoredSession } from './mirror-store.ts';
import { partsOf } from './wire-parts.ts';

/** How many messages are looked at for the user's first one, as on the device. */
const titleSearch = 20;
/** How long texts are cut into words before a push may come in between. */
const sliceMs = 8;

/** What is searched of a stored session beside its messages, as a device that holds the same rows has it. */
export function toSearchSession({ id, registers, messages }: StoredSession): SearchSession {
  const title = v.parse(v.fallback(registerFields.title, ''), registers['title']).trim();
  const posting = v.parse(v.fallback(registerFields.posting, null), registers['posting']);
  const words = messages.slice(0, titleSearch).find(({ role }) => role === 'user');
  return {
    id,
    title: title !== '' ? title : toSessionTitle(posting, words && { parts: partsOf(words) }),
    named: title !== '',
    tags: Object.entries(registers).flatMap(([field, value]) => {
      const tag = tagOfField(field);
      return tag !== null && value === true ? [tag] : [];
    }),
    agent:
      v.parse(v.fallback(v.nullable(registerFields.binding), null), registers['binding'])?.agentName ?? '',
    company: posting?.company ?? '',
    posting: posting === null ? '' : [posting.title, posting.company, posting.place].join('\n'),
    lastAt: messages.at(-1)?.created_at ?? 0,
    pinned: registers['pinned'] === true,
    archived: registers['archived'] === true,
  };
}

/** A session's messages as the index holds them; it gives way to other work again and again. */
export async function toSearchPacks(messages: readonly WireMessage[]): Promise<readonly TextPack[]> {
  const packs: TextPack[] = [];
  let texts: CutText[] = [];
  let words = 0;
  let since = performance.now();
  for (const message of messages) {
    const { id, created_at: createdAt, role, origin } = message;
    const copied = origin === null ? null : { sessionId: origin.session, messageId: origin.message };
    const cut = cutMessage({ id, createdAt, role, parts: partsOf(message), origin: copied });
    texts.push(...cut);
    words += cut.reduce((sum, { size }) => sum + size, 0);
    if (words >= fullPack.words || texts.length >= fullPack.texts) {
      packs.push(toPack(texts));
      [texts, words] = [[], 0];
    }
    if (performance.now() - since < sliceMs) continue;
    await breathe();
    since = performance.now();
  }
  return [...packs, toPack(texts)];
}
