import { batch, computed, signal, type ReadonlySignal } from '@preact/signals';
import type { Message, Trouble } from '../../utils/chat/message.ts';
import type { SessionSummary } from '../../utils/chat/session.ts';
import { coalesce } from '../../utils/std/coalesce.ts';
import type { Start } from '../../utils/store/read.ts';
import type { Outgoing } from './panel-memory.ts';
import type { StoreReader } from './store-reader.ts';

/** Messages in one page of the history: a screenful and more at 320 px. */
export const pageSize = 40;
/** How many messages other panels may add between two reads before the page falls short of the oldest shown. */
const slack = 10;
/** Sorts after every clock: a message that has no place in the order yet stands at the end. */
const endOfTime = '~';

/** A message on its way to the background: `failed` waits for "Try again". */
export interface Sending {
  readonly outgoing: Outgoing;
  readonly trouble: Trouble | null;
}

/** What the store holds of a session that is to be shown. */
export type ShownStart = Start & { readonly sessionId: string };

/** What a session shows of which nothing is stored. */
export function toEmptyStart(sessionId: string): ShownStart {
  return { sessionId, session: null, messages: [], more: false, turn: null, draft: '' };
}

/** The messages of the session on screen: what the store holds, and what it does not hold yet. */
export interface SessionModel {
  readonly id: ReadonlySignal<string>;
  readonly summary: ReadonlySignal<SessionSummary | null>;
  /** Display order; a message keeps its identity until it changes, so that only what changed is drawn. */
  readonly shown: ReadonlySignal<readonly Message[]>;
  /** Messages that storage has refused so far. */
  readonly unsaved: ReadonlySignal<readonly Message[]>;
  readonly older: ReadonlySignal<boolean>;
  readonly sending: ReadonlySignal<readonly Sending[]>;
  show(start: ShownStart): void;
  /** Reads again what is shown; resolves when it is on screen. Never rejects. */
  reread(): Promise<void>;
  loadOlder(): Promise<void>;
  /** While the reader is at the end only the newest page is kept. */
  setAtEnd(atEnd: boolean): void;
  setUnsaved(messages: readonly Message[]): void;
  setSending(sending: readonly Sending[]): void;
  /** Shows the session as empty before the store says so. */
  empty(): void;
  holds(messageId: string): boolean;
}

export function createSessionModel(reader: StoreReader): SessionModel {
  const id = signal('');
  const summary = signal<SessionSummary | null>(null);
  const stored = signal<readonly Message[]>([]);
  const unsaved = signal<readonly Message[]>([]);
  const sending = signal<readonly Sending[]>([]);
  const older = signal(false);
  let atEnd = true;
  let loading = false;
  /** Counts sessions shown and emptied: a read that was asked for before is of no use after. */
  let epoch = 0;

  const shown = computed(() =>
    toShown({ stored: stored.value, unsaved: unsaved.value, sending: sending.value }),
  );
  function dropArrived(): void {
    const left = sending.value.filter(({ outgoing }) => !model.holds(outgoing.id));
    if (left.length !== sending.value.length) sending.value = left;
  }
  async function read(): Promise<void> {
    const asked = epoch;
    const sessionId = id.value;
    const limit = atEnd ? pageSize : Math.max(pageSize, stored.value.length + slack);
    const [page, session] = await Promise.all([
      reader.readMessages({ sessionId, before: null, limit }),
      reader.readSession(sessionId),
    ]);
    if (asked !== epoch) return;
    const window = atEnd ? page.messages : fromOldest(page.messages, stored.value[0]);
    batch(() => {
      older.value = page.more || window.length < page.messages.length;
      stored.value = keepIdentity(window, stored.value);
      summary.value = session;
      dropArrived();
    });
  }
  const model: SessionModel = {
    id,
    summary,
    shown,
    unsaved,
    older,
    sending,
    show(start) {
      epoch += 1;
      atEnd = true;
      batch(() => {
        id.value = start.sessionId;
        summary.value = start.session;
        stored.value = start.messages;
        older.value = start.more;
        unsaved.value = [];
        sending.value = [];
      });
    },
    reread: coalesce(() =>
      read().catch((error: unknown) => console.error('session: could not be read again', error)),
    ),
    async loadOlder() {
      const first = stored.value[0];
      if (loading || !older.value || first === undefined) return;
      loading = true;
      const asked = epoch;
      try {
        const before = { hlc: first.hlc, id: first.id };
        const page = await reader.readMessages({ sessionId: id.value, before, limit: pageSize });
        if (asked !== epoch || stored.value[0]?.id !== first.id) return;
        batch(() => {
          older.value = page.more;
          stored.value = [...page.messages, ...stored.value];
        });
      } catch (error) {
        console.error('session: older messages could not be read', error);
      } finally {
        loading = false;
      }
    },
    setAtEnd(next) {
      atEnd = next;
    },
    setUnsaved(messages) {
      batch(() => {
        unsaved.value = messages.filter((message) => message.sessionId === id.value);
        dropArrived();
      });
    },
    setSending(next) {
      sending.value = next;
      dropArrived();
    },
    empty() {
      epoch += 1;
      batch(() => {
        stored.value = [];
        unsaved.value = [];
        older.value = false;
      });
    },
    holds: (messageId) => [...stored.value, ...unsaved.value].some((message) => message.id === messageId),
  };
  return model;
}

/** What is drawn: stored and refused messages by their place, those on their way at the end. */
export function toShown({
  stored,
  unsaved,
  sending,
}: {
  stored: readonly Message[];
  unsaved: readonly Message[];
  sending: readonly Sending[];
}): readonly Message[] {
  if (unsaved.length === 0 && sending.length === 0) return stored;
  const byId = new Map(stored.map((message) => [message.id, message]));
  // A refused write is newer than the row that it could not replace.
  for (const message of unsaved) byId.set(message.id, message);
  const rows = [...byId.values()].sort(byPlace);
  for (const { outgoing, trouble } of sending) {
    if (!byId.has(outgoing.id)) rows.push(toMessage(outgoing, trouble));
  }
  return rows;
}

function byPlace(a: Message, b: Message): number {
  if (a.hlc !== b.hlc) return a.hlc < b.hlc ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

function toMessage(outgoing: Outgoing, trouble: Trouble | null): Message {
  return {
    id: outgoing.id,
    sessionId: outgoing.id,
    role: 'user',
    author: '',
    hlc: endOfTime,
    createdAt: outgoing.at,
    parts: [{ type: 'text', key: 'own', text: outgoing.text, whole: true }],
    status: trouble === null ? 'final' : 'error',
    trouble,
    replyTo: null,
    variantOf: outgoing.variantOf,
    origin: null,
  };
}

/** Cuts what lies before `oldest`: a read with slack must not push older rows in above the reader. */
function fromOldest(messages: readonly Message[], oldest: Message | undefined): readonly Message[] {
  if (oldest === undefined) return messages;
  const first = messages.findIndex((message) => byPlace(message, oldest) >= 0 || message.id === oldest.id);
  return first <= 0 ? messages : messages.slice(first);
}

/** Takes the old object where nothing changed, so that its article is not drawn again. */
export function keepIdentity(next: readonly Message[], old: readonly Message[]): readonly Message[] {
  const byId = new Map(old.map((message) => [message.id, message]));
  const kept = next.map((message) => {
    const before = byId.get(message.id);
    return before !== undefined && same(before, message) ? before : message;
  });
  return kept.length === old.length && kept.every((message, index) => message === old[index]) ? old : kept;
}

function same(a: Message, b: Message): boolean {
  return a.hlc === b.hlc && a.status === b.status && JSON.stringify(a) === JSON.stringify(b);
}
