import { batch, computed, signal, type ReadonlySignal } from '@preact/signals';
import type { Message } from '../../utils/chat/message.ts';
import type { SessionSummary } from '../../utils/chat/session.ts';
import { coalesce } from '../../utils/std/coalesce.ts';
import type { ChatFacet, ChatFilter } from '../../components/sessions/chat-filter.ts';
import { noFilter, toFacets, toListed } from './listed-chats.ts';
import type { StoreReader } from './store-reader.ts';
import { addUnsaved } from './unsaved-sessions.ts';

/** The first page is on screen at once; the others follow while it is looked at. */
const firstPage = 60;
const nextPage = 1_000;
/** With more changes at once, reading everything again is less work. */
const mostSingly = 20;

/** The list of chats, read while "Chat history" is open. */
export interface HistoryModel {
  readonly open: ReadonlySignal<boolean>;
  /** All chats, newest first. Null until the first page was read. */
  readonly sessions: ReadonlySignal<readonly SessionSummary[] | null>;
  /** Those that the filter lets through, pinned ones first. */
  readonly listed: ReadonlySignal<readonly SessionSummary[] | null>;
  readonly filter: ReadonlySignal<ChatFilter>;
  /** What can be filtered by, with how many chats each. */
  readonly facets: ReadonlySignal<readonly ChatFacet[]>;
  show(): void;
  close(): void;
  setFilter(filter: ChatFilter): void;
  /** Reads again what changed (null: anything may have); nothing while the list is closed. */
  reread(sessionIds?: readonly string[] | null): Promise<void>;
  /** Takes a chat off the list before the store says so. */
  hide(sessionId: string): void;
  /** Chats of which storage refused all are listed, too. */
  setUnsaved(messages: readonly Message[]): void;
}

export function createHistoryModel(reader: StoreReader): HistoryModel {
  const open = signal(false);
  const sessions = signal<readonly SessionSummary[] | null>(null);
  const unsaved = signal<readonly Message[]>([]);
  const filter = signal<ChatFilter>(noFilter);
  const all = computed(() => addUnsaved(sessions.value, unsaved.value));

  const readAll = coalesce(async () => {
    let read: readonly SessionSummary[] = [];
    const first = sessions.value === null;
    try {
      for (;;) {
        const limit = read.length === 0 ? firstPage : nextPage;
        const page = await reader.listSessions({ limit, before: read.at(-1) ?? null });
        if (!open.value) return;
        const known = new Set(read.map(({ id }) => id));
        read = [...read, ...page.filter(({ id }) => !known.has(id))];
        if (first || page.length < limit) sessions.value = read;
        if (page.length < limit) return;
      }
    } catch (error) {
      console.error('history: the chats could not be listed', error);
      sessions.value ??= [];
    }
  });
  async function readSome(sessionIds: readonly string[]): Promise<void> {
    const read = await Promise.all(sessionIds.map((id) => reader.readSession(id)));
    if (!open.value || sessions.value === null) return;
    const kept = sessions.value.filter(({ id }) => !sessionIds.includes(id));
    const changed = read.flatMap((session) => (session === null || session.count === 0 ? [] : [session]));
    sessions.value = [...kept, ...changed].toSorted(byNewest);
  }
  return {
    open,
    sessions: all,
    listed: computed(() => (all.value === null ? null : toListed(all.value, filter.value))),
    filter,
    facets: computed(() => toFacets(all.value ?? [])),
    show() {
      open.value = true;
      void readAll();
    },
    close() {
      batch(() => {
        open.value = false;
        sessions.value = null;
        filter.value = noFilter;
      });
    },
    setFilter(next) {
      filter.value = next;
    },
    async reread(sessionIds = null) {
      if (!open.value) return;
      const few = sessionIds !== null && sessionIds.length <= mostSingly;
      await (few ? readSome(sessionIds).catch(() => readAll()) : readAll());
    },
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

function byNewest(a: SessionSummary, b: SessionSummary): number {
  return b.lastAt - a.lastAt || (a.id < b.id ? 1 : -1);
}
