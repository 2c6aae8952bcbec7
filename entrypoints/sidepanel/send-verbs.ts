import { createId } from '../../utils/chat/id.ts';
import type { QuotePart, Trouble } from '../../utils/chat/message.ts';
import { toDefaultWords } from './attached.ts';
import type { DraftModel } from './draft-model.ts';
import type { PanelRequest } from '../../utils/messaging/panel-protocol.ts';
import type { Outgoing } from './panel-memory.ts';
import type { PanelParts } from './panel-parts.ts';
import type { Sending } from './shown-messages.ts';

/** Where words stand between the composer and the store, so that they are always in one of them. */
export interface Sends {
  /**
   * Sends what stands in the composer; nothing while a turn runs, or where there is nothing to send. With an
   * attachment and no words, the words are those that the empty composer shows.
   */
  sendDraft(): void;
  send(words: Words): void;
  /** Tries a message again that never reached the store. True where `messageId` is one. */
  sendAgain(messageId: string): boolean;
  /** Brings back what an earlier panel could not hand over. */
  restore(): void;
}

/** What is sent: the user's words and what goes with them. */
export interface Words extends Pick<Outgoing, 'text' | 'posting' | 'variantOf'> {
  readonly quotes: readonly QuotePart[];
}

/** What a message says that an earlier panel left behind: whether it arrived is not known. */
const leftBehind: Trouble = { reason: 'unknown', message: '', detail: '', retryAfterMs: null };

export function createSends(parts: PanelParts): Sends {
  const { ports, session, branch, draft, running, trouble, temporary } = parts;
  const { command, memory, now, reader } = ports;

  function set(sending: readonly Sending[]): void {
    session.setSending(sending);
  }
  function forget(sessionId: string, messageId: string): void {
    const left = memory.readOutgoing(sessionId).filter(({ id }) => id !== messageId);
    memory.saveOutgoing(sessionId, left);
  }
  async function handOver(outgoing: Outgoing): Promise<void> {
    const sessionId = session.id.value;
    const others = session.sending.value.filter((sending) => sending.outgoing.id !== outgoing.id);
    set([...others, { outgoing, trouble: null }]);
    trouble.value = null;
    temporary.lose(null);
    const answer = await command(temporary.toWatch(toCommand(sessionId, outgoing)));
    if (answer === null) {
      forget(sessionId, outgoing.id);
      if (sessionId === session.id.value) await session.reread();
      return;
    }
    if (sessionId === session.id.value) await onRefused(outgoing, answer);
  }
  /** The background did not take the message: the words go back to where the user can use them. */
  async function onRefused(outgoing: Outgoing, answer: Trouble): Promise<void> {
    const sessionId = session.id.value;
    await session.reread();
    if (sessionId !== session.id.value) return;
    const others = session.sending.value.filter((sending) => sending.outgoing.id !== outgoing.id);
    if (session.holds(outgoing.id)) {
      // It is stored all the same; its own article says what is wrong with its turn.
      forget(sessionId, outgoing.id);
      set(others);
      trouble.value = {
        trouble: answer,
        retry: () => void command({ type: 'retry', sessionId, messageId: outgoing.id }),
      };
    } else if (isEmpty(draft)) {
      set(others);
      giveBack(draft, outgoing);
      forget(sessionId, outgoing.id);
      trouble.value = { trouble: answer, retry: sends.sendDraft };
    } else {
      set([...others, { outgoing, trouble: answer }]);
    }
  }
  /**
   * Shows what did not reach the store. What did, also where it was cleared since, is only forgotten: a browser
   * that was killed may still remember it.
   */
  async function showLeftBehind(sessionId: string): Promise<void> {
    const left = memory.readOutgoing(sessionId);
    const arrived = await Promise.all(left.map(({ id }) => reader.hasMessage(id).catch(() => false)));
    for (const { id } of left.filter((_, at) => arrived[at])) forget(sessionId, id);
    if (sessionId !== session.id.value) return;
    const sending = session.sending.value;
    const lost = left.filter(({ id }, at) => !arrived[at] && sending.every((one) => one.outgoing.id !== id));
    if (lost.length > 0) set([...lost.map((outgoing) => ({ outgoing, trouble: leftBehind })), ...sending]);
  }

  const sends: Sends = {
    sendDraft() {
      const words = draft.text.value.trim();
      const text = words === '' ? toDefaultWords(draft.attached.value.quotes) : words;
      if (running.value || text === '') return;
      sends.send({ ...draft.take(), text });
    },
    send(words) {
      if (words.variantOf !== null) branch.showNewestOf(words.variantOf);
      const outgoing = toOutgoing(words, { follows: branch.follows(), at: now() });
      const sessionId = session.id.value;
      memory.saveOutgoing(sessionId, [...memory.readOutgoing(sessionId), outgoing]);
      void handOver(outgoing);
    },
    sendAgain(messageId) {
      const again = session.sending.value.find(({ outgoing }) => outgoing.id === messageId);
      if (again === undefined) return false;
      if (again.trouble !== null && !running.value) void handOver(again.outgoing);
      return true;
    },
    restore() {
      void showLeftBehind(session.id.value);
    },
  };
  return sends;
}

function toCommand(
  sessionId: string,
  { id: messageId, text, quotes, posting, variantOf, follows }: Outgoing,
): Extract<PanelRequest, { readonly type: 'send' }> {
  return { type: 'send', sessionId, messageId, text, quotes, posting, variantOf, follows };
}

/** An edited question stands where the old one stood; a new one follows what is on screen. */
function toOutgoing(
  words: Words,
  { follows, at }: { readonly follows: string | null; readonly at: number },
): Outgoing {
  const place = words.variantOf !== null || follows === null ? {} : { follows };
  return { ...words, ...place, quotes: [...words.quotes], id: createId(), at };
}

function isEmpty({ text, editing, attached }: DraftModel): boolean {
  return text.value === '' && editing.value === null && attached.value.quotes.length === 0;
}

function giveBack(draft: DraftModel, { text, quotes, posting, variantOf }: Outgoing): void {
  if (variantOf !== null) {
    draft.startEdit(variantOf, text, { quotes, posting });
    return;
  }
  // Words that the user did not type do not come back as if they had.
  draft.input(text === toDefaultWords(quotes) ? '' : text);
  draft.attach({ quotes, posting });
}
