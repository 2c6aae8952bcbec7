import { batch, computed, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import { lacksOriginal } from '../../utils/chat/branches.ts';
import type { Message } from '../../utils/chat/message.ts';
import type { SessionSummary } from '../../utils/chat/session.ts';
import { coalesce } from '../../utils/std/coalesce.ts';
import type { Start } from '../../utils/store/read.ts';
import { fromOldest, keepIdentity, type Sending, toShown } from './shown-messages.ts';
import type { StoreReader } from './store-reader.ts';
import { toUnsavedSessions } from './unsaved-sessions.ts';

/** Messages in one page of the history: a screenful and more at 320 px. */
export const pageSize = 40;
/** Messages that come in at once as the reader moves: no more than a frame has time to draw. */
const stepSize = 10;
/** Messages kept behind a reader who moves on: with a step's more, all that is ever drawn of a long session. */
const keptBehind = 120;
/** How many messages other panels may add between two reads before the page falls short of the oldest shown. */
const slack = 10;

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
  /** True where the newest messages are not among those shown: a place further up was gone to. */
  readonly newer: ReadonlySignal<boolean>;
  readonly sending: ReadonlySignal<readonly Sending[]>;
  show(start: ShownStart): void;
  /** Reads again what is shown; resolves when it is on screen. Never rejects. */
  reread(): Promise<void>;
  loadOlder(): Promise<void>;
  loadNewer(): Promise<void>;
  /** Shows the messages around one. False when it is not there (any more). */
  goTo(messageId: string): Promise<boolean>;
  /** Shows the newest messages again. */
  goToLatest(): Promise<void>;
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
  readonly newer: Signal<boolean>;
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
    newer: signal(false),
    atEnd: true,
    loading: false,
    epoch: 0,
  };
  const { id, summary, stored, unsaved, sending, older, newer } = state;
  const reread = coalesce(() =>
    readShown(state, reader).catch((error: unknown) =>
      console.error('session: could not be read again', error),
    ),
  );
  function goToLatest(): Promise<void> {
    newer.value = false;
    state.atEnd = true;
    return reread();
  }
  return {
    id,
    summary: computed(() => summary.value ?? toUnsavedSessions(unsaved.value)[0] ?? null),
    shown: computed(() => toShown({ stored: stored.value, unsaved: unsaved.value, sending: sending.value })),
    unsaved,
    older,
    newer,
    sending,
    show(start) {
      state.epoch += 1;
      state.atEnd = true;
      batch(() => {
        id.value = start.sessionId;
        summary.value = start.session;
        stored.value = start.messages;
        older.value = start.more;
        newer.value = false;
        unsaved.value = [];
        sending.value = [];
      });
    },
    reread,
    loadOlder: () => moveUp(state, reader),
    loadNewer: () => moveDown(state, reader),
    goTo: (messageId) => showAround(state, reader, messageId),
    goToLatest,
    setAtEnd(next) {
      state.atEnd = next && !newer.value;
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
      // What is being sent stands at the end.
      if (newer.value && sending.value.length > 0) void goToLatest();
    },
    empty() {
      state.epoch += 1;
      batch(() => {
        stored.value = [];
        unsaved.value = [];
        older.value = false;
        newer.value = false;
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
  const { epoch: asked, atEnd, id, stored, older, newer, summary } = state;
  const sessionId = id.value;
  const limit = atEnd ? pageSize : Math.max(pageSize, stored.value.length + slack);
  const last = newer.value ? stored.value.at(-1) : undefined;
  const before = last === undefined ? null : { hlc: last.hlc, id: `${last.id}~` };
  const [page, session] = await Promise.all([
    reader.readMessages({ sessionId, before, limit }),
    reader.readSession(sessionId),
  ]);
  if (asked !== state.epoch || newer.value !== (before !== null)) return;
  const window = atEnd ? page.messages : fromOldest(page.messages, stored.value[0]);
  batch(() => {
    older.value = page.more || window.length < page.messages.length;
    stored.value = keepIdentity(window, stored.value);
    summary.value = session;
    dropArrived(state);
  });
  await readOriginals(state, reader);
}

/** Pages that are read to find what an edited question replaced: without it the old branch would be shown. */
const mostOriginals = 10;

async function readOriginals(state: State, reader: StoreReader): Promise<void> {
  for (let page = 0; page < mostOriginals; page += 1) {
    if (!state.older.value || !lacksOriginal(state.stored.value)) return;
    await readOlder(state, reader, pageSize);
  }
}

async function readOlder(state: State, reader: StoreReader, limit: number): Promise<void> {
  const { epoch: asked, id, stored, older } = state;
  const first = stored.value[0];
  if (state.loading || !older.value || first === undefined) return;
  state.loading = true;
  try {
    const before = { hlc: first.hlc, id: first.id };
    const page = await reader.readMessages({ sessionId: id.value, before, limit });
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

async function readNewer(state: State, reader: StoreReader): Promise<void> {
  const { epoch: asked, id, stored, newer } = state;
  const last = stored.value.at(-1);
  if (state.loading || !newer.value || last === undefined) return;
  state.loading = true;
  try {
    const after = { hlc: last.hlc, id: last.id };
    const page = await reader.readNewer({ sessionId: id.value, after, limit: stepSize });
    if (asked !== state.epoch || !newer.value || stored.value.at(-1)?.id !== last.id) return;
    batch(() => {
      newer.value = page.more;
      stored.value = [...stored.value, ...page.messages];
    });
  } catch (error) {
    console.error('session: newer messages could not be read', error);
  } finally {
    state.loading = false;
  }
}

async function moveUp(state: State, reader: StoreReader): Promise<void> {
  const first = state.stored.value[0];
  await readOlder(state, reader, stepSize);
  await readOriginals(state, reader);
  if (!state.atEnd) forgetNewer(state, first);
}

async function moveDown(state: State, reader: StoreReader): Promise<void> {
  const last = state.stored.value.at(-1);
  await readNewer(state, reader);
  forgetOlder(state, last);
}

/** Lets go of what lies far below `seen`, the first message before older ones came in. */
function forgetNewer({ stored, newer }: State, seen: Message | undefined): void {
  const at = seen === undefined ? -1 : stored.value.indexOf(seen);
  const kept = at + keptBehind;
  if (at < 1 || stored.value.length <= kept) return;
  batch(() => {
    stored.value = stored.value.slice(0, kept);
    newer.value = true;
  });
}

/** Lets go of what lies far above `seen`, the last message before newer ones came in. */
function forgetOlder({ stored, older }: State, seen: Message | undefined): void {
  const at = seen === undefined ? -1 : stored.value.indexOf(seen);
  const from = at + 1 - keptBehind;
  if (from <= 0 || at === stored.value.length - 1) return;
  batch(() => {
    stored.value = stored.value.slice(from);
    older.value = true;
  });
}

async function showAround(state: State, reader: StoreReader, messageId: string): Promise<boolean> {
  const { epoch: asked, id, stored, older, newer } = state;
  if (stored.value.some((message) => message.id === messageId)) return true;
  const around = await reader.readAround({ messageId, limit: pageSize / 2 }).catch(() => null);
  if (around === null || asked !== state.epoch) return false;
  if (around.messages.some((message) => message.sessionId !== id.value)) return false;
  state.atEnd = false;
  batch(() => {
    older.value = around.older;
    newer.value = around.newer;
    stored.value = around.messages;
  });
  return true;
}
