import { type Message, quotesOf, textOf } from '../chat/message.ts';
import { toTokenText } from './tokens.ts';

/** Whose words a text is: the user's own, an answer, or what was quoted from a page. */
export type TextKind = 'mine' | 'answer' | 'quote';

/** One searchable text of a message. `length` counts the characters that it takes in the pack. */
export interface PackedText {
  readonly messageId: string;
  readonly kind: TextKind;
  /** Epoch ms of the message. */
  readonly at: number;
  readonly length: number;
}

/**
 * Some texts of one session, as tokens, one after the other: few large rows are read many times faster than
 * one row a message, and a cleared session is gone from the index with its packs.
 */
export interface TextPack {
  readonly texts: readonly PackedText[];
  readonly tokens: string;
}

export const emptyPack: TextPack = { texts: [], tokens: '' };
/** A pack that has reached this many characters or texts is full. */
export const fullPack = { characters: 48_000, texts: 128 } as const;

/** True where the next message belongs into a new pack. */
export function isFull({ texts, tokens }: TextPack): boolean {
  return texts.length >= fullPack.texts || tokens.length >= fullPack.characters;
}

/** What is searched of a message. */
export type SearchedMessage = Pick<Message, 'id' | 'createdAt' | 'role' | 'parts'>;

/** The pack with a message's texts in it; what it held of that message before is replaced. */
export function withMessage(pack: TextPack, message: SearchedMessage): TextPack {
  const { id: messageId, createdAt: at, role } = message;
  const kept = withoutMessage(pack, messageId);
  const quoted = quotesOf(message).map(({ title, company, place, text }) =>
    [title, company, place, text].join('\n'),
  );
  const own: readonly [TextKind, string] = [role === 'user' ? 'mine' : 'answer', textOf(message)];
  const found = [own, ...quoted.map((text) => ['quote', text] as const)].flatMap(([kind, text]) => {
    const tokens = toTokenText(text);
    return tokens === '' ? [] : [{ kind, tokens: `${tokens}\n` }];
  });
  return {
    texts: [
      ...kept.texts,
      ...found.map(({ kind, tokens }) => ({ messageId, kind, at, length: tokens.length })),
    ],
    tokens: kept.tokens + found.map(({ tokens }) => tokens).join(''),
  };
}

/** The pack without a message's texts. */
export function withoutMessage(pack: TextPack, messageId: string): TextPack {
  if (!pack.texts.some((text) => text.messageId === messageId)) return pack;
  const kept: string[] = [];
  let offset = 0;
  for (const text of pack.texts) {
    const end = offset + text.length;
    if (text.messageId !== messageId) kept.push(pack.tokens.slice(offset, end));
    offset = end;
  }
  return { texts: pack.texts.filter((text) => text.messageId !== messageId), tokens: kept.join('') };
}
