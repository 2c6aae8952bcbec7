import { batch, computed, effect, signal, type ReadonlySignal } from '@preact/signals';
import type { PostingField } from '../../components/posting/posting-rows.ts';
import { createId } from '../../utils/chat/id.ts';
import type { SessionPosting, SessionSummary } from '../../utils/chat/session.ts';
import { type Corrections, correctPosting } from '../../utils/posting/correct-posting.ts';
import type { PageReading, Posting } from '../../utils/posting/posting.ts';
import { postingKeyOf } from '../../utils/posting/posting-key.ts';
import { toPostingQuote } from '../../utils/posting/to-posting-quote.ts';
import { toSessionPosting } from '../../utils/posting/to-session-posting.ts';
import type { PageState, PageWatch } from '../../utils/tab/page-state.ts';
import type { PanelModel } from './panel-model.ts';
import type { PostingCorrections } from './posting-corrections.ts';
import { toEmptyStart } from './session-model.ts';

/** A page that answers sooner is not said to be read: what stood there stays until then. */
const patienceMs = 400;

/** The posting that the page shows, with the user's corrections laid over. */
export interface PagePosting {
  /** `key` and `print` are the page's own, whatever was corrected. */
  readonly named: SessionPosting;
  readonly posting: Posting;
  readonly corrections: Corrections;
  /** The reading with the corrections in it. */
  readonly reading: PageReading;
}

/** The posting of the current tab, and what it has to do with the chat on screen. */
export interface PostingModel {
  readonly state: ReadonlySignal<PageState>;
  /** False while it is too early to say anything of the page. */
  readonly begun: ReadonlySignal<boolean>;
  /** Null where the page shows none. */
  readonly page: ReadonlySignal<PagePosting | null>;
  /** What the chat on screen is about, where that is not what the page shows. */
  readonly about: ReadonlySignal<SessionPosting | null>;
  /** The newest other chat about the page's posting; null where the chat on screen is about it. */
  readonly earlier: ReadonlySignal<string | null>;
  /** The user has refused to let the site be read. */
  readonly denied: ReadonlySignal<boolean>;
  /**
   * Attaches the posting to the next message. A chat belongs to one posting: where the one on screen is about
   * another, a new chat is begun, and the words that wait in the composer come along.
   */
  ask(): void;
  /** Attaches it to the chat on screen, which goes on being about its own posting. */
  addToChat(): void;
  continueEarlier(): void;
  /** An empty text says that the field is not known; null takes the correction back. */
  correct(field: PostingField, text: string | null): void;
  read(): void;
  /** Must be called in the click's own turn. */
  allowSite(): void;
  close(): void;
}

export function createPostingModel(
  model: PanelModel,
  watch: PageWatch,
  corrections: PostingCorrections,
): PostingModel {
  const { state, begun, denied, stop } = followPage(watch);
  const corrected = signal(0);
  const page = computed(() => {
    void corrected.value;
    return toPagePosting(state.value, corrections);
  });
  const about = computed(() => {
    const own = model.session.summary.value?.posting ?? null;
    return own === null || isSameJob(own, page.value, state.value) ? null : own;
  });
  const { earlier, stop: stopListing } = followSessions(model, state, about);

  function attach(to: 'own' | 'this'): void {
    const now = page.value;
    const quote = now === null ? null : toPostingQuote(now.reading, now.named.at);
    if (now === null || quote === null) return;
    if (to === 'own' && isForNewChat(now)) beginChat(model);
    const keeps = about.value !== null && model.session.shown.value.length > 0;
    model.attach(quote, keeps ? null : now.named);
  }
  function isForNewChat({ reading }: PagePosting): boolean {
    if (about.value === null || model.session.shown.value.length === 0) return false;
    return reading.kind === 'posting' && model.draft.editing.value === null;
  }
  return {
    state,
    begun,
    page,
    about,
    earlier,
    denied,
    ask: () => attach('own'),
    addToChat: () => attach('this'),
    continueEarlier() {
      if (earlier.value !== null) void model.openSession(earlier.value);
    },
    correct(field, text) {
      const now = page.value;
      if (now === null) return;
      corrections.save(idOf(now.named), field, text);
      corrected.value += 1;
    },
    read: () => void watch.read(),
    allowSite() {
      void watch.allowSite().then((allowed) => (denied.value = !allowed));
    },
    close() {
      stop();
      stopListing();
      watch.close();
    },
  };
}

/** The page's state, without the flicker of pages that are read at once. */
function followPage(watch: PageWatch) {
  const state = signal(watch.state());
  const denied = signal(false);
  const begun = signal(watch.state().type !== 'reading');
  const begin = setTimeout(() => (begun.value = true), patienceMs);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const unsubscribe = watch.onChange((next) => {
    clearTimeout(timer);
    const set = (): void =>
      batch(() => {
        state.value = next;
        denied.value = false;
        begun.value = true;
      });
    if (next.type !== 'reading') set();
    else if (state.value.type !== 'reading') timer = setTimeout(set, patienceMs);
  });
  return {
    state,
    begun,
    denied,
    stop() {
      clearTimeout(begin);
      clearTimeout(timer);
      unsubscribe();
    },
  };
}

interface Listed extends Pick<SessionPosting, 'key' | 'print'> {
  readonly sessions: readonly SessionSummary[];
}

/** The chats about the page's posting, read again whenever one of them may have come or gone. */
function followSessions(
  { ports, session, changes }: PanelModel,
  state: ReadonlySignal<PageState>,
  about: ReadonlySignal<SessionPosting | null>,
) {
  const listed = signal<Listed>({ key: '', print: '', sessions: [] });
  const place = computed(() => placeOf(state.value));
  const key = computed(() => place.value.key);
  const print = computed(() => place.value.print);
  let asked = 0;
  const stop = effect(() => {
    const wanted = { key: key.value, print: print.value };
    void changes.value;
    void session.summary.value;
    asked += 1;
    const ask = asked;
    if (wanted.key === '' && wanted.print === '') return;
    ports.reader.listSessionsOfPosting(wanted).then(
      (sessions) => ask === asked && (listed.value = { ...wanted, sessions }),
      (error: unknown) => console.error('posting: its chats could not be listed', error),
    );
  });
  const earlier = computed(() => {
    const own = session.id.value;
    const isOwn = (session.summary.value?.posting ?? null) !== null && about.value === null;
    const { sessions, ...of } = listed.value;
    // Those of the posting before are no offer for this one.
    const fresh = of.key === key.value && of.print === print.value;
    if (!fresh || isOwn || sessions.some(({ id }) => id === own)) return null;
    return sessions[0]?.id ?? null;
  });
  return { earlier, stop };
}

/** Shows a new chat with what waits in the composer: those words were meant for the posting. */
function beginChat(model: PanelModel): void {
  const { draft } = model;
  const words = draft.text.value;
  const attached = draft.attached.value;
  draft.input('');
  draft.attach({ quotes: [], posting: null });
  model.show(toEmptyStart(createId()));
  model.watch();
  if (words !== '') draft.input(words);
  draft.attach(attached);
  model.say('New chat about this posting');
}

function toPagePosting(state: PageState, corrections: PostingCorrections): PagePosting | null {
  if (state.type !== 'read') return null;
  const { reading, at } = state;
  const read = toSessionPosting(reading, at);
  if (read === null || reading.posting === null) return null;
  // A form that only knows its address is no posting to talk about.
  if (reading.kind === 'application-form' && read.title === '') return null;
  const fields = corrections.read(idOf(read));
  const posting = correctPosting(reading.posting, fields);
  const { title, company, place } = toSessionPosting({ ...reading, posting }, at) ?? read;
  return {
    named: { ...read, title, company, place },
    posting,
    corrections: fields,
    reading: { ...reading, posting },
  };
}

/** By what the chats about a page are known; a form is known by its posting's address, also without a title. */
function placeOf(state: PageState): Pick<SessionPosting, 'key' | 'print'> {
  if (state.type !== 'read') return { key: '', print: '' };
  const { reading, at } = state;
  const read = toSessionPosting(reading, at);
  if (read !== null) return read;
  return { key: reading.kind === 'application-form' ? postingKeyOf(reading.url) : '', print: '' };
}

/** What a posting's corrections lie under. */
function idOf({ key, print, url }: SessionPosting): string {
  return [key, print, url].find((name) => name !== '') ?? '';
}

/** The form that a chat's posting leads to is not another posting, though it stands at another address. */
function isSameJob(own: SessionPosting, page: PagePosting | null, state: PageState): boolean {
  if (page === null) return false;
  const { key, print, title, company } = page.named;
  if (own.key !== '' && own.key === key) return true;
  if (own.print !== '' && own.print === print) return true;
  const isForm = state.type === 'read' && state.reading.kind === 'application-form';
  return isForm && own.title === title && (own.company === company || company === '');
}
