import { batch, computed, signal, type ReadonlySignal } from '@preact/signals';
import type { Message } from '../../utils/chat/message.ts';
import type { SessionSummary } from '../../utils/chat/session.ts';
import { coalesce } from '../../utils/std/coalesce.ts';
import type { StoreReader } from './store-reader.ts';
import { addUnsaved } from './unsaved-sessions.ts';

const pageSize = 100;

/** The list of chats, newest first, read in pages while "Chat history" is open. */
export interface HistoryModel {
  readonly open: ReadonlySignal<boolean>;
  /** Null until the first page was read. */
  readonly sessions: ReadonlySignal<readonly SessionSummary[] | null>;
  readonly more: ReadonlySignal<boolean>;
  show(): void;
  close(): void;
  loadMore(): Promise<void>;
  /** Reads again what is listed; nothing while the list is closed. */
  reread(): Promise<void>;
  /** Takes a chat off the list before the store says so. */
  hide(sessionId: string): void;
  /** Chats of which storage refused all are listed, too. */
  setUnsaved(messages: readonly Message[]): void;
}

export function createHistoryModel(reader: StoreReader): HistoryModel {
  const open = signal(false);
  const sessions = signal<readonly SessionSummary[] | null>(null);
  const more = signal(false);
  const unsaved = signal<readonly Message[]>([]);
  let loading = false;

  const readAgain = coalesce(async () => {
    const limit = Math.max(pageSize, sessions.value?.length ?? 0);
    try {
      const page = await reader.listSessions({ limit, before: null });
      batch(() => {
        sessions.value = page;
        more.value = page.length === limit;
      });
    } catch (error) {
      console.error('history: the chats could not be listed', error);
      sessions.value ??= [];
    }
  });
  return {
    open,
    sessions: computed(() => addUnsaved(sessions.value, unsaved.value)),
    more,
    show() {
      open.value = true;
      void readAgain();
    },
    close() {
      batch(() => {
        open.value = false;
        sessions.value = null;
        more.value = false;
      });
    },
    async loadMore() {
      const last = sessions.value?.at(-1);
      if (loading || !more.value || last === undefined) return;
      loading = true;
      try {
        const page = await reader.listSessions({ limit: pageSize, before: last });
        const known = new Set(sessions.value?.map((session) => session.id));
        batch(() => {
          sessions.value = [...(sessions.value ?? []), ...page.filter((session) => !known.has(session.id))];
          more.value = page.length === pageSize;
        });
      } catch (error) {
        console.error('history: more chats could not be listed', error);
      } finally {
        loading = false;
      }
    },
    reread: () => (open.value ? readAgain() : Promise.resolve()),
    hide(sessionId) {
      batch(() => {
        sessions.value = sessions.value?.filter((session) => session.id !== sessionId) ?? null;
        unsaved.value = unsaved.value.filter((message) => message.sessionId !== sessionId);
      });
    },
    setUnsaved(messages) {
      unsaved.value = messages;
    },
  };
}
