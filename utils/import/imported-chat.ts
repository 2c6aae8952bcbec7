import type { ImportKind, ImportLoss } from '../chat/import-file.ts';
import { createHlcClock } from '../chat/hlc.ts';
import type { Message, Part } from '../chat/message.ts';
import { tagFieldOf } from '../chat/session.ts';
import type { Json } from '../std/json.ts';
import { v5 } from 'uuid';

/** A chat as it would come in. Ids follow from the file, so that taken in twice it adds nothing. */
export interface ImportedChat {
  readonly kind: ImportKind;
  readonly sessionId: string;
  readonly title: string;
  /** Epoch ms; the registers are set as of this time, so that whatever the user set later wins. */
  readonly createdAt: number;
  readonly fields: Readonly<Record<string, Json>>;
  /** In display order. */
  readonly messages: readonly Message[];
  /** What of the chat does not come in. */
  readonly losses: readonly ImportLoss[];
}

/** An utterance of another product. `at` is epoch ms. */
export interface ForeignMessage {
  /** Names it within its chat. */
  readonly key: string;
  readonly role: 'user' | 'assistant';
  /** The model's name, empty for the user. */
  readonly author: string;
  readonly at: number | null;
  readonly parts: readonly Part[];
  /** Keys of questions: of which it is another version, and after which it was asked (see `Message`). */
  readonly variantOf?: string | null;
  readonly follows?: string | null;
}

/** A chat of another product, read but not yet ours. `key` names it in its product. */
export interface ForeignChat {
  readonly kind: ImportKind;
  readonly key: string;
  readonly title: string;
  readonly createdAt: number | null;
  readonly pinned?: boolean;
  readonly archived?: boolean;
  readonly tags?: readonly string[];
  readonly messages: readonly ForeignMessage[];
  /** Versions that do not come in. */
  readonly left?: number;
}

/** Of our own making; the mirror's import of session files uses the same one. */
export const importNamespace = '6f0b5d0a-6c1c-4c5e-9a53-0e0a4f1d2b77';
const titleLength = 500;
const authorLength = 500;
/** Most characters of the JSON of one message: what the mirror takes in one push, with room to spare. */
export const messageLength = 3_000_000;

/** Gives a foreign chat ids, places in the order, and our parts. `now` is epoch ms: nothing is later. */
export function toImportedChat(chat: ForeignChat, now: number): ImportedChat {
  const sessionId = v5(`${chat.kind}|${chat.key}`, importNamespace);
  return toChat({ ...chat, sessionId, idOf: ({ key }) => v5(`message ${key}`, sessionId) }, now);
}

/** The same with ids that the caller knows. */
export function toChat(
  chat: ForeignChat & {
    readonly sessionId: string;
    readonly idOf: (message: Pick<ForeignMessage, 'key'>) => string;
  },
  now: number,
): ImportedChat {
  const { kind, sessionId, idOf } = chat;
  const times = chat.messages.flatMap(({ at }) => (at === null ? [] : [at]));
  const first = Math.min(chat.createdAt ?? times[0] ?? now, times[0] ?? Infinity, now);
  const place = createPlaces(first, now);
  const linkTo = (key: string | null = null): string | null => (key === null ? null : idOf({ key }));
  let questionId: string | null = null;
  const seen = new Set<string>();
  const messages: Message[] = [];
  const losses: ImportLoss[] = [];
  const { left = 0 } = chat;
  if (left > 0) losses.push({ title: chat.title, reason: 'versions', count: left });
  for (const message of chat.messages) {
    const id = idOf(message);
    if (message.parts.length === 0 || seen.has(id)) continue;
    seen.add(id);
    const { hlc, at } = place(message.at);
    const follows = linkTo(message.follows);
    const made: Message = {
      id,
      sessionId,
      role: message.role,
      author: message.role === 'user' ? '' : message.author.slice(0, authorLength),
      hlc,
      createdAt: at,
      parts: [...message.parts],
      status: 'final',
      trouble: null,
      replyTo: message.role === 'assistant' ? questionId : null,
      variantOf: linkTo(message.variantOf),
      ...(follows === null ? {} : { follows }),
      origin: null,
    };
    if (message.role === 'user') questionId = id;
    if (JSON.stringify(made).length > messageLength) {
      losses.push({ title: chat.title, reason: 'too-long', count: 1 });
    } else {
      messages.push(made);
    }
  }
  const title = chat.title.replaceAll(/\s+/g, ' ').trim().slice(0, titleLength);
  return { kind, sessionId, title, createdAt: first, fields: toFields(chat, title), messages, losses };
}

/**
 * Places in the order for a chat's messages one after the other: at their time, but never before the one
 * before, and never later than `now`. A message without a time follows the one before it.
 */
export function createPlaces(
  first: number,
  now: number,
): (at: number | null) => { readonly hlc: string; readonly at: number } {
  let time = first;
  const clock = createHlcClock({ node: 'import', last: null, now: () => time });
  return (at) => {
    const shown = Math.min(at ?? time, now);
    time = Math.max(time, shown);
    return { hlc: clock.next(), at: shown };
  };
}

function toFields(chat: ForeignChat, title: string): Record<string, Json> {
  const tags = (chat.tags ?? []).flatMap((tag) => tagFieldOf(tag) ?? []);
  return {
    ...(title === '' ? {} : { title }),
    ...(chat.pinned === true ? { pinned: true } : {}),
    ...(chat.archived === true ? { archived: true } : {}),
    ...Object.fromEntries(tags.map((field) => [field, true])),
  };
}

/** A visible text as a part, or nothing where it is empty. */
export function textPart(text: string, key: string): Part[] {
  return text.trim() === '' ? [] : [{ type: 'text', key, text, whole: true }];
}

/** What a model thought as a part, or nothing where it is empty. Times are epoch ms. */
export function reasoningPart(
  text: string,
  key: string,
  times: { readonly startedAt?: number | null; readonly endedAt?: number | null } = {},
): Part[] {
  if (text.trim() === '') return [];
  const { startedAt = null, endedAt = null } = times;
  return [{ type: 'reasoning', key: `${key}|reasoning`, text, whole: true, startedAt, endedAt }];
}

/** A tool call that is over. `args` is JSON text, or anything that becomes such. */
export function toolPart(call: {
  readonly callId: string;
  readonly name: string;
  readonly args: unknown;
  readonly result: string | null;
  readonly failed?: boolean;
}): Part {
  const { callId, name, args, result, failed = false } = call;
  const text = typeof args === 'string' ? args : args === undefined ? '' : JSON.stringify(args);
  return { type: 'tool', callId, name, args: text, state: failed ? 'failed' : 'done', result };
}
