import * as v from 'valibot';
import { registerFields, tagOfField } from '../../utils/chat/session.ts';
import { toSessionTitle } from '../../utils/chat/to-session-title.ts';
import type { WireMessage } from '../../utils/mirror/protocol.ts';
import type { SearchSession } from '../../utils/search/about-session.ts';
import type { SearchedMessage } from '../../utils/search/text-pack.ts';
import type { WireJson } from './mirror-store.ts';
import { partsOf } from './wire-parts.ts';

/** How many messages are looked at for the user's first one, as on the device. */
export const titleSearch = 20;

/** What a store knows of a session in which there is a live message. */
export interface SearchFacts {
  readonly id: string;
  readonly registers: Readonly<Record<string, WireJson>>;
  /** The user's first message, among the first `titleSearch`. */
  readonly asked: WireMessage | null;
  /** Epoch ms of the newest message. */
  readonly lastAt: number;
}

/** What is searched of a session beside its messages, as a device that holds the same rows has it. */
export function toSearchSession({ id, registers, asked, lastAt }: SearchFacts): SearchSession {
  const title = v.parse(v.fallback(registerFields.title, ''), registers['title']).trim();
  const posting = v.parse(v.fallback(registerFields.posting, null), registers['posting']);
  return {
    id,
    title:
      title !== '' ? title : toSessionTitle(posting, asked === null ? undefined : { parts: partsOf(asked) }),
    named: title !== '',
    tags: Object.entries(registers).flatMap(([field, value]) => {
      const tag = tagOfField(field);
      return tag !== null && value === true ? [tag] : [];
    }),
    agent:
      v.parse(v.fallback(v.nullable(registerFields.binding), null), registers['binding'])?.agentName ?? '',
    company: posting?.company ?? '',
    posting: posting === null ? '' : [posting.title, posting.company, posting.place].join('\n'),
    lastAt,
    pinned: registers['pinned'] === true,
    archived: registers['archived'] === true,
  };
}

/** A message as the index cuts it. */
export function toSearchedMessage(message: WireMessage): SearchedMessage {
  const { id, created_at: createdAt, role, origin } = message;
  const copied = origin === null ? null : { sessionId: origin.session, messageId: origin.message };
  return { id, createdAt, role, parts: partsOf(message), origin: copied };
}
