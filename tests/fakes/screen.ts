import { foldAll } from '../../utils/chat/apply-event.ts';
import { createId } from '../../utils/chat/id.ts';
import { type Message, textOf, type Trouble } from '../../utils/chat/message.ts';
import type { Turn } from '../../utils/chat/turn.ts';
import { connectPanel } from '../../utils/messaging/panel-port.ts';
import type { BackgroundStatus, PanelEvent, PanelRequest } from '../../utils/messaging/panel-protocol.ts';
import type { RuntimePort } from '../../utils/messaging/port.ts';
import { openStore } from '../../utils/store/open-store.ts';
import { readStart, type Start } from '../../utils/store/read.ts';

/** What somebody in front of a panel sees and does. */
export interface Screen {
  readonly sessionId: string;
  /** Reads the store as a freshly opened panel does, with no word to the background. */
  read(): Promise<Start>;
  /** The stored conversation as short lines: `You: …`, `AgentName[status]: …`. */
  lines(): Promise<readonly string[]>;
  /** The turn in flight as the panel's own fold has it. */
  turn(): Turn | null;
  unsaved(): readonly Message[];
  status(): BackgroundStatus | null;
  /** Resolves to the new message's id once the background has taken it. */
  say(text: string): Promise<string>;
  command(request: PanelRequest): Promise<Trouble | null>;
  /** Waits until something is seen. */
  until<Seen>(look: () => Seen | Promise<Seen>, what?: string): Promise<NonNullable<Seen>>;
  /** Waits for the turn to end, and gives the stored reply. */
  reply(messageId: string): Promise<Message>;
  close(): Promise<void>;
}

const patienceMs = 12_000;

export async function openScreen({
  name,
  sessionId,
  connect,
}: {
  readonly name: string;
  readonly sessionId: string;
  readonly connect: () => RuntimePort;
}): Promise<Screen> {
  const db = await openStore({ name });
  let turn: Turn | null = null;
  let unsaved: readonly Message[] = [];
  let status: BackgroundStatus | null = null;

  function onEvent(event: PanelEvent): void {
    if (event.type === 'turn') turn = event.turn;
    if (event.type === 'unsaved') unsaved = event.messages;
    if (event.type === 'status') status = event.status;
    if (event.type === 'turn-events' && turn?.id === event.turnId) {
      turn = { ...turn, reply: foldAll(turn.reply, event.events) };
    }
  }
  const port = connectPanel({ onEvent, onDown: () => {}, connect, subscribe: () => () => {} });
  await port.command({ type: 'watch', sessionId });

  const screen: Screen = {
    sessionId,
    read: () => readStart(db, sessionId),
    async lines() {
      return (await screen.read()).messages.map(toLine);
    },
    turn: () => turn,
    unsaved: () => unsaved,
    status: () => status,
    async say(text) {
      const messageId = createId();
      const trouble = await port.command({ type: 'send', sessionId, messageId, text, variantOf: null });
      if (trouble !== null) throw new Error(`not sent: ${trouble.reason}`);
      return messageId;
    },
    command: (request) => port.command(request),
    async until(look, what = look.toString()) {
      const end = Date.now() + patienceMs;
      for (;;) {
        const seen = await look();
        if (seen !== null && seen !== undefined && seen !== false) return seen;
        if (Date.now() > end) throw new Error(`never seen: ${what}; ${(await screen.lines()).join(' / ')}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    reply(messageId) {
      return screen.until(async () => {
        const { messages, turn: stored } = await screen.read();
        const answer = messages.find((message) => message.replyTo === messageId);
        return stored?.id === messageId ? null : answer;
      }, 'a stored reply');
    },
    async close() {
      port.close();
      db.close();
    },
  };
  return screen;
}

function toLine(message: Message): string {
  const who = message.role === 'user' ? 'You' : `${message.author}[${message.status}]`;
  return `${who}: ${textOf(message)}`;
}
