import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { Binding } from '../../utils/chat/session.ts';
import type { Message } from '../../utils/chat/message.ts';
import type { PanelEvent, PanelRequest } from '../../utils/messaging/panel-protocol.ts';
import type { SessionModel } from './session-model.ts';

type WatchRequest = Extract<PanelRequest, { readonly type: 'watch' }>;

/** The temporary chat of this panel, at most one. Its messages lie in the panel's and the worker's memory only. */
export interface TemporaryModel {
  /** Whether the chat on screen is one. */
  readonly current: ReadonlySignal<boolean>;
  /** The question whose answer went with the worker that held it; null: none. */
  readonly lost: ReadonlySignal<string | null>;
  /** True for every chat of this panel that is, or was, temporary. */
  is(sessionId: string): boolean;
  begin(sessionId: string): void;
  /** Shows what the background says of it. */
  take(event: Extract<PanelEvent, { readonly type: 'temporary' }>): void;
  lose(messageId: string | null): void;
  /** With what a new worker must know, as the panel knows it now. */
  toWatch<Watch extends Pick<WatchRequest, 'sessionId'>>(watch: Watch): Watch;
  /** All that was said, and with whom. */
  content(): { readonly messages: Message[]; readonly binding: Binding | null };
  /** It is an ordinary chat from now on. */
  kept(): void;
  /** Another chat is shown: this one is over. */
  leave(nextSessionId: string): void;
  /** The panel is going, as far as anybody knows. */
  close(): void;
}

export function createTemporaryModel(
  session: SessionModel,
  command: (request: PanelRequest) => Promise<unknown>,
): TemporaryModel {
  const active = signal<string | null>(null);
  const lost = signal<string | null>(null);
  const known = new Set<string>();
  let binding: Binding | null = null;

  function end(): void {
    if (active.value !== null) void command({ type: 'end-temporary', sessionId: active.value, binding });
  }
  function content(): { readonly messages: Message[]; readonly binding: Binding | null } {
    return { messages: [...session.unsaved.value], binding };
  }
  return {
    current: computed(() => active.value !== null && active.value === session.id.value),
    lost,
    is: (sessionId) => known.has(sessionId),
    begin(sessionId) {
      known.add(sessionId);
      active.value = sessionId;
      binding = null;
      lost.value = null;
    },
    take(event) {
      if (event.sessionId !== active.value || event.sessionId !== session.id.value) return;
      binding = event.binding;
      session.setUnsaved(event.messages);
    },
    lose(messageId) {
      lost.value = messageId;
    },
    toWatch(watch) {
      return watch.sessionId === active.value && watch.sessionId === session.id.value
        ? { ...watch, temporary: content() }
        : watch;
    },
    content,
    kept() {
      if (active.value !== null) known.delete(active.value);
      active.value = null;
      lost.value = null;
    },
    leave(nextSessionId) {
      if (active.value === null || active.value === nextSessionId) return;
      end();
      active.value = null;
      lost.value = null;
    },
    close: end,
  };
}
