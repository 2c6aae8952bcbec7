import { createId } from '../../../utils/chat/id.ts';
import { type Message, type Trouble, textOf } from '../../../utils/chat/message.ts';
import { connectPanel } from '../../../utils/messaging/panel-port.ts';
import type { BackgroundStatus } from '../../../utils/messaging/panel-protocol.ts';
import type { Device } from '../../fakes/device.ts';

/** A panel that cannot read the store either: all it has is what the background tells. */
export interface BarePanel {
  readonly sessionId: string;
  say(text: string): Promise<{ readonly id: string; readonly trouble: Trouble | null }>;
  saveNow(): Promise<void>;
  unsaved(): readonly Message[];
  status(): BackgroundStatus | null;
  /** The answer's words once it is there, kept in memory. */
  answerTo(id: string): string | null;
  close(): void;
}

export async function openBarePanel(device: Device, sessionId = createId()): Promise<BarePanel> {
  let unsaved: readonly Message[] = [];
  let status: BackgroundStatus | null = null;
  const port = connectPanel({
    onEvent(event) {
      if (event.type === 'unsaved') unsaved = event.messages;
      if (event.type === 'status') status = event.status;
    },
    onDown: () => {},
    connect: device.connect,
    subscribe: () => () => {},
  });
  await port.command({ type: 'watch', sessionId });
  return {
    sessionId,
    async say(text) {
      const id = createId();
      const trouble = await port.command({ type: 'send', sessionId, messageId: id, text, variantOf: null });
      return { id, trouble };
    },
    saveNow: async () => void (await port.command({ type: 'save-now' })),
    unsaved: () => unsaved,
    status: () => status,
    answerTo(id) {
      const answer = unsaved.find((message) => message.replyTo === id);
      return answer === undefined ? null : textOf(answer);
    },
    close: port.close,
  };
}
