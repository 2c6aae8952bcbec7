import { computed, effect, signal, untracked, type ReadonlySignal, type Signal } from '@preact/signals';
import {
  arrangePostings,
  type Arranged,
  firstSavedView,
  type SavedRow,
  type SavedView,
} from '../../components/saved/arrange-postings.ts';
import type { ExportFile } from '../../utils/chat/export-file.ts';
import type { PostingStatus, SavedPosting } from '../../utils/chat/saved-posting.ts';
import type { NotificationAnswer, Notifications } from '../../utils/platform/notifications.ts';
import { coalesce } from '../../utils/std/coalesce.ts';
import { toLocalDay } from '../../utils/std/local-day.ts';
import type { PanelModel } from './panel-model.ts';
import { createSavedAhead } from './saved-ahead.ts';
import { createSavedNotes } from './saved-notes.ts';
import { createSavedVerbs } from './saved-verbs.ts';

/** Whether the browser may remind: `unasked` until a first date is set. */
export type Reminding = NotificationAnswer | 'unasked';

/** The list of saved postings while it is open. */
export interface SavedModel {
  /** Every saved posting with what was not yet written laid over; null until read. */
  readonly rows: ReadonlySignal<readonly SavedRow[] | null>;
  readonly view: Signal<SavedView>;
  readonly arranged: ReadonlySignal<Arranged>;
  /** `YYYY-MM-DD` in the user's time, as of when the list was opened or read last. */
  readonly today: ReadonlySignal<string>;
  readonly reminding: ReadonlySignal<Reminding>;
  /** A posting that becomes "Applied" without a date was applied for today. */
  setStatus(posting: SavedPosting, status: PostingStatus): void;
  setAppliedOn(posting: SavedPosting, day: string | null): void;
  /** Must be called in the event's own turn: the first date asks whether the browser may remind. */
  setFollowUpOn(posting: SavedPosting, day: string | null): void;
  typeNote(posting: SavedPosting, note: string): void;
  remove(posting: SavedPosting): void;
  openChat(sessionId: string): void;
  /** Must be called in the click's own turn. */
  allowReminders(): void;
  toFile(format: 'csv' | 'json'): Promise<ExportFile>;
  /** Hands over what was typed last. */
  flush(): void;
  close(): void;
}

export function createSavedModel(
  model: PanelModel,
  notifications: Pick<Notifications, 'allowed' | 'request'>,
): SavedModel {
  const { ports } = model;
  const verbs = createSavedVerbs(model);
  const ahead = createSavedAhead();
  const notes = createSavedNotes(ports.memory, (id, note) => verbs.set(id, { 'job.note': note }));
  const reminders = createReminding(model, notifications);
  const view = signal(firstSavedView);
  const today = signal(toLocalDay(ports.now()));
  const stored = signal<readonly SavedRow[] | null>(null);
  const rows = computed(
    () => stored.value?.flatMap((row) => overlay(row, ahead.shown.value, notes.unsent.value)) ?? null,
  );

  const read = coalesce(async () => {
    const forget = ahead.beginRead();
    try {
      const next = await ports.reader.listPostings();
      today.value = toLocalDay(ports.now());
      // While storage refuses, the store still says what was before.
      if (model.status.value?.store !== 'not-saved') {
        notes.settle(new Map(next.map(({ posting }) => [posting.id, posting.note])));
        forget();
      }
      stored.value = next;
    } catch (error) {
      console.error('saved postings: they could not be listed', error);
      stored.value ??= [];
    }
  });
  function set(id: string, shown: Partial<SavedPosting>, change: Promise<boolean>): void {
    void ahead.put(id, shown, change).then(read);
  }
  const stop = effect(() => {
    void model.changes.value;
    void model.status.value?.store;
    void untracked(read);
  });
  return {
    rows,
    view,
    arranged: arrangeSteadily(rows, view, today),
    today,
    reminding: reminders.state,
    setStatus({ id, appliedOn }, status) {
      const first = status === 'applied' && appliedOn === null;
      const day = first ? { appliedOn: today.value } : {};
      const field = first ? { 'job.applied-on': today.value } : {};
      set(id, { status, ...day }, verbs.set(id, { 'job.status': status, ...field }));
    },
    setAppliedOn: ({ id }, appliedOn) =>
      set(id, { appliedOn }, verbs.set(id, { 'job.applied-on': appliedOn })),
    setFollowUpOn({ id }, followUpOn) {
      if (followUpOn !== null) reminders.askOnce();
      set(id, { followUpOn }, verbs.set(id, { 'job.follow-up-on': followUpOn }));
    },
    typeNote: ({ id }, note) => notes.typed(id, note),
    remove(posting) {
      notes.flush();
      set(posting.id, { saved: false }, verbs.remove(posting));
    },
    openChat(sessionId) {
      model.saved.close();
      void model.openSession(sessionId);
    },
    allowReminders: reminders.ask,
    toFile: (format) =>
      toFile(
        format,
        (rows.value ?? []).map(({ posting }) => posting),
        ports.now(),
      ),
    flush: notes.flush,
    close() {
      notes.flush();
      stop();
    },
  };
}

/**
 * Rows keep their places while their fields are changed: none jumps away under the user's hand. They are
 * arranged anew when another order is asked for, and when one comes or goes.
 */
function arrangeSteadily(
  rows: ReadonlySignal<readonly SavedRow[] | null>,
  view: ReadonlySignal<SavedView>,
  today: ReadonlySignal<string>,
): ReadonlySignal<Arranged> {
  const ids = computed(() => (rows.value ?? []).map(({ posting }) => posting.id).join());
  const places = computed(() => {
    void ids.value;
    return arrangePostings(
      untracked(() => rows.value ?? []),
      view.value,
      today.value,
    );
  });
  return computed(() => {
    const byId = new Map(rows.value?.map((row) => [row.posting.id, row]));
    const now = (row: SavedRow): SavedRow => byId.get(row.posting.id) ?? row;
    return { due: places.value.due.map(now), rest: places.value.rest.map(now) };
  });
}

async function toFile(
  format: 'csv' | 'json',
  postings: readonly SavedPosting[],
  now: number,
): Promise<ExportFile> {
  if (format === 'json') {
    return (await import('../../utils/export/postings-json.ts')).toPostingsJson(postings, now);
  }
  return (await import('../../utils/export/postings-csv.ts')).toPostingsCsv(postings, now);
}

function overlay(
  { posting, chats }: SavedRow,
  ahead: ReadonlyMap<string, Partial<SavedPosting>>,
  notes: Readonly<Record<string, string>>,
): SavedRow[] {
  const shown = { ...posting, ...ahead.get(posting.id), note: notes[posting.id] ?? posting.note };
  return shown.saved ? [{ posting: shown, chats }] : [];
}

const asked = 'reminders';

/** The browser's leave to remind, asked for once by itself and afterwards only by a button. */
function createReminding(
  { ports }: PanelModel,
  notifications: Pick<Notifications, 'allowed' | 'request'>,
): { readonly state: Signal<Reminding>; ask(): void; askOnce(): void } {
  const { memory } = ports;
  const state = signal<Reminding>(memory.readSaid(asked) ? 'refused' : 'unasked');
  void notifications.allowed().then((allowed) => allowed && (state.value = 'allowed'));
  function ask(): void {
    void notifications.request().then((answer) => {
      state.value = answer;
      if (answer !== 'needs-click') memory.saveSaid(asked);
    });
  }
  return { state, ask, askOnce: () => state.value === 'unasked' && ask() };
}
