import type { ImportKind, ImportLoss } from '../chat/import-file.ts';
import { isChatGpt, parseChatGpt } from './from-chatgpt.ts';
import { isClaude, parseClaude } from './from-claude.ts';
import { isLibreChat, parseLibreChat } from './from-librechat.ts';
import { isOpenWebUi, parseOpenWebUi } from './from-open-webui.ts';
import { isOriginal, parseOriginal } from './from-original.ts';
import { isOwn, parseOwn } from './from-own.ts';
import { isPageAssist, parsePageAssist } from './from-page-assist.ts';
import { type ForeignChat, type ImportedChat, toImportedChat } from './imported-chat.ts';

export interface ParseContext {
  readonly fileName: string;
  /** Epoch ms; the same for every look at the file, so that its chats stay the same. */
  readonly now: number;
}

/** A chat, or why it does not come in. */
export type ChatResult =
  | { readonly type: 'chat'; readonly chat: ImportedChat }
  | { readonly type: 'loss'; readonly loss: ImportLoss };

type Look = (value: Readonly<Record<string, unknown>>) => boolean;
type Parse = (value: unknown, context: ParseContext) => ImportedChat | null;

const foreign =
  (parse: (value: unknown) => ForeignChat | null): Parse =>
  (value, { now }) => {
    const chat = parse(value);
    return chat === null ? null : toImportedChat(chat, now);
  };

/** The first that knows a value by its fields reads it. */
const kinds: readonly (readonly [ImportKind, Look, Parse])[] = [
  ['talentscout', isOwn, (value, { now }) => parseOwn(value, now)],
  ['chatgpt', isChatGpt, foreign(parseChatGpt)],
  ['claude', isClaude, foreign(parseClaude)],
  ['open-webui', isOpenWebUi, foreign(parseOpenWebUi)],
  ['page-assist', isPageAssist, foreign(parsePageAssist)],
  ['librechat', isLibreChat, foreign(parseLibreChat)],
  ['original', isOriginal, parseOriginal],
];

/** Reads one chat of any kind; null where the value is none that we know. */
export function parseChat(value: unknown, context: ParseContext): ChatResult | null {
  if (!isRecord(value)) return null;
  for (const [, knows, parse] of kinds) {
    if (!knows(value)) continue;
    const chat = parse(value, context);
    if (chat === null) return loss(titleOf(value), 'wrong-shape');
    return chat.messages.length === 0 && chat.losses.length === 0
      ? loss(chat.title, 'empty')
      : { type: 'chat', chat };
  }
  return null;
}

function loss(title: string, reason: ImportLoss['reason']): ChatResult {
  return { type: 'loss', loss: { title, reason, count: 1 } };
}

function titleOf(value: Readonly<Record<string, unknown>>): string {
  const title = value['title'] ?? value['name'];
  return typeof title === 'string' ? title.slice(0, 200) : '';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
