import { batch, computed, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { Message, Trouble } from '../../utils/chat/message.ts';
import type { SessionSummary } from '../../utils/chat/session.ts';
import { coalesce } from '../../utils/std/coalesce.ts';
import type { Start } from '../../utils/store/read.ts';
import type { Outgoing } from './panel-memory.ts';
import type { StoreReader } from './store-reader.ts';
import { toUnsavedSessions } from './unsaved-sessions.ts';

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

/** The least height of a message with its name and buttons, in CSS px. */
const leastRowPx = 80;

/** Cuts the first page to what a panel of this height can show: each row more delays the first frame. */
export function toScreenful(start: ShownStart, heightPx: number): ShownStart {
  const most = Math.ceil(heightPx / leastRowPx) + 1;
  if (start.messages.length <= most) return start;
  return { ...start, messages: start.messages.slice(-most), more: true };
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

/** The model's memory, shared with the reads below. */
interface State {
  readonly id: Signal<string>;
  readonly summary: Signal<SessionSummary | null>;
  readonly stored: Signal<readonly Message[]>;
  readonly unsaved: Signal<readonly Message[]>;
  readonly sending: Signal<readonly Sending[]>;
  readonly older: Signal<boolean>;
  atEnd: boolean;
  loading: boolean;
  /** Counts sessions shown and emptied: a read that was asked for before is of no use after. */
  epoch: number;
}

export function createSessionModel(reader: StoreReader): SessionModel {
  const state: State = {
    id: signal(''),
    summary: signal(null),
    stored: signal([]),
    unsaved: signal([]),
    sending: signal([]),
    older: signal(false),
    atEnd: true,
    loading: false,
    epoch: 0,
  };
  const { id, summary, stored, unsaved, sending, older } = state;
  return {
    id,
    summary: computed(() => summary.value ?? toUnsavedSessions(unsaved.value)[0] ?? null),
    shown: computed(() => toShown({ stored: stored.value, unsaved: unsaved.value, sending: sending.value })),
    unsaved,
    older,
    sending,
    show(start) {
      state.epoch += 1;
      state.atEnd = true;
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
      readShown(state, reader).catch((error: unknown) =>
        console.error('session: could not be read again', error),
      ),
    ),
    loadOlder: () => readOlder(state, reader),
    setAtEnd(next) {
      state.atEnd = next;
    },
    setUnsaved(messages) {
      batch(() => {
        unsaved.value = messages.filter((message) => message.sessionId === id.value);
        dropArrived(state);
      });
    },
    setSending(next) {
      sending.value = next;
      dropArrived(state);
    },
    empty() {
      state.epoch += 1;
      batch(() => {
        stored.value = [];
        unsaved.value = [];
        older.value = false;
      });
    },
    holds: (messageId) => holds(state, messageId),
  };
}

function holds({ stored, unsaved }: State, messageId: string): boolean {
  return [...stored.value, ...unsaved.value].some((message) => message.id === messageId);
}

function dropArrived(state: State): void {
  const { sending } = state;
  const left = sending.value.filter(({ outgoing }) => !holds(state, outgoing.id));
  if (left.length !== sending.value.length) sending.value = left;
}

async function readShown(state: State, reader: StoreReader): Promise<void> {
  const { epoch: asked, atEnd, id, stored, older, summary } = state;
  const sessionId = id.value;
  const limit = atEnd ? pageSize : Math.max(pageSize, stored.value.length + slack);
  const [page, session] = await Promise.all([
    reader.readMessages({ sessionId, before: null, limit }),
    reader.readSession(sessionId),
  ]);
  if (asked !== state.epoch) return;
  const window = atEnd ? page.messages : fromOldest(page.messages, stored.value[0]);
  batch(() => {
    older.value = page.more || window.length < page.messages.length;
    stored.value = keepIdentity(window, stored.value);
    summary.value = session;
    dropArrived(state);
  });
}

async function readOlder(state: State, reader: StoreReader): Promise<void> {
  const { epoch: asked, id, stored, older } = state;
  const first = stored.value[0];
  if (state.loading || !older.value || first === undefined) return;
  state.loading = true;
  try {
    const before = { hlc: first.hlc, id: first.id };
    const page = await reader.readMessages({ sessionId: id.value, before, limit: pageSize });
    if (asked !== state.epoch || stored.value[0]?.id !== first.id) return;
    batch(() => {
      older.value = page.more;
      stored.value = [...page.messages, ...stored.value];
    });
  } catch (error) {
    console.error('session: older messages could not be read', error);
  } finally {
    state.loading = false;
  }
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

/** True for a message that nothing has stored yet: it may not look like one that is safe. */
export function isOnItsWay({ hlc, trouble }: Pick<Message, 'hlc' | 'trouble'>): boolean {
  return hlc === endOfTime && trouble === null;
}

function toMessage(outgoing: Outgoing, trouble: Trouble | null): Message {
  return {
    id: outgoing.id,
    sessionId: outgoing.id,
    role: 'user',
    author: '',
    hlc: endOfTime,
    createdAt: outgoing.at,
    parts: [...outgoing.quotes, { type: 'text', key: 'own', text: outgoing.text, whole: true }],
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
