import { signal, type ReadonlySignal, type Signal } from '@preact/signals';
import { toFormText } from '../../components/message/to-form-text.ts';
import { createId } from '../../utils/chat/id.ts';
import { type Message, quotesOf, textOf } from '../../utils/chat/message.ts';
import type { CurrentTab } from '../../utils/tab/read-tab.ts';
import type { InsertState, openTabInsertion, TabInsertion } from '../../utils/tab/insert-into-tab.ts';
import { type Help, toEndWords, toInsertedWords, toUndoneWords } from './insert-words.ts';
import type { PanelModel } from './panel-model.ts';
import { createUndoModel, type UndoModel } from './undo-model.ts';

/** Longer than for a cleared chat: the user looks at the page first. */
const undoOfferMs = 30_000;
const ownName = 'Insert into page';

export interface InsertPorts {
  readonly findTab: () => Promise<Pick<CurrentTab, 'tabId'> | null>;
  readonly open: typeof openTabInsertion;
}

/** Something of the page that the user should know. `name` says what it is about. */
export interface InsertNotice {
  readonly name: string;
  readonly sentence: string;
  /** What may help: asking for these sites, or trying once more. */
  readonly act: { readonly label: string; readonly onAct: () => void } | null;
}

/** Putting an answer into a field of the page beside the panel. */
export interface InsertModel {
  /** The choice that is under way; null where there is none. */
  readonly picking: ReadonlySignal<Choice | null>;
  readonly notice: ReadonlySignal<InsertNotice | null>;
  readonly undo: Pick<UndoModel, 'offer' | 'pause' | 'resume'>;
  /** Must be called in the click's own turn: it may have to ask for the site. */
  insert(message: Message): void;
  /** Marks the next field, or the one before. */
  step(by: 1 | -1): void;
  choose(): void;
  leave(): void;
  takeUndo(): void;
  /** Shows and says a sentence about the page. */
  tell(sentence: string, about: string): void;
  closeNotice(): void;
}

type Choice = Extract<InsertState, { type: 'picking' | 'opening' }>;

export function createInsertModel(model: PanelModel, ports: InsertPorts): InsertModel {
  const { say } = model;
  const picking = signal<Choice | null>(null);
  const notices = createNotices(say);
  const { notice, tell } = notices;
  const undo = createUndoModel(model.ports.now, undoOfferMs);
  let current: TabInsertion | null = null;
  // With the offer goes the line to the page.
  undo.offer.subscribe((offer) => {
    if (offer === null && picking.peek() === null) letGo();
  });

  function letGo(): void {
    const gone = current;
    current = null;
    gone?.close();
  }
  function onState(state: InsertState, message: Message): void {
    if (state.type === 'picking' || state.type === 'opening') {
      picking.value = state;
      return;
    }
    picking.value = null;
    if (state.type === 'inserted') {
      undo.show({ undoId: createId(), sentence: toInsertedWords(state.cut) });
      say(`${toInsertedWords(state.cut)}. Undo is offered.`);
      return;
    }
    letGo();
    const words = toEndWords(state);
    if (words !== null) tell(words.sentence, ownName, toAct(words.help, message));
  }
  function toAct(help: Help, message: Message): InsertNotice['act'] {
    if (help === null) return null;
    if (help === 'try-again') return { label: 'Try again', onAct: () => insert(message) };
    return { label: 'Allow', onAct: () => allow(help.allow, message) };
  }
  /** In the click's own turn. */
  function allow(origins: readonly string[], message: Message): void {
    void Promise.all(origins.map((origin) => model.ports.requestAccess(origin))).then((granted) => {
      if (granted.includes(true)) void start(message);
      else tell('Not allowed, so nothing was inserted.', ownName);
    });
  }
  async function start(message: Message): Promise<void> {
    undo.take();
    letGo();
    notice.value = null;
    picking.value = { type: 'opening' };
    const tab = await ports.findTab().catch(() => null);
    if (tab === null) {
      picking.value = null;
      tell('There is no page beside this panel.', ownName);
      return;
    }
    current = ports.open({
      tabId: tab.tabId,
      text: toFormText(textOf(message)),
      prefer: toPreferred(model, message),
      onState: (state) => onState(state, message),
    });
  }
  function insert(message: Message): void {
    const origin = toSiteToAskFor(model);
    if (origin === null) void start(message);
    else allow([origin], message);
  }
  function takeUndo(): void {
    const insertion = current;
    current = null;
    undo.take();
    void takeBack(insertion, { say, tell });
  }
  return {
    ...notices,
    picking,
    undo,
    insert,
    ...createChoiceVerbs(picking, () => current),
    takeUndo,
  };
}

async function takeBack(
  insertion: TabInsertion | null,
  { say, tell }: Pick<PanelModel, 'say'> & Pick<InsertModel, 'tell'>,
): Promise<void> {
  if (insertion === null) return;
  const outcome = await insertion.undo();
  insertion.close();
  if (outcome === 'done') say(toUndoneWords(outcome));
  else tell(toUndoneWords(outcome), ownName);
}

function createNotices(say: PanelModel['say']) {
  const notice = signal<InsertNotice | null>(null);
  return {
    notice,
    tell(sentence: string, name: string, act: InsertNotice['act'] = null): void {
      notice.value = { name, sentence, act };
      say(sentence);
    },
    closeNotice(): void {
      notice.value = null;
    },
  };
}

function createChoiceVerbs(
  picking: Signal<Choice | null>,
  current: () => TabInsertion | null,
): Pick<InsertModel, 'step' | 'choose' | 'leave'> {
  return {
    step(by) {
      const shown = picking.peek();
      if (shown?.type !== 'picking' || shown.fields.length === 0) return;
      const from = shown.at ?? (by === 1 ? -1 : 0);
      current()?.mark((from + by + shown.fields.length) % shown.fields.length);
    },
    choose() {
      const shown = picking.peek();
      if (shown?.type === 'picking' && shown.at !== null) current()?.choose(shown.at);
    },
    leave() {
      const insertion = current();
      if (insertion === null) picking.value = null;
      else insertion.leave();
    },
  };
}

/** The site that has to be asked for before anything can be written into its page. */
function toSiteToAskFor({ posting }: PanelModel): string | null {
  const followed = posting.peek();
  const page = followed?.state.peek();
  if (page?.type !== 'asleep') return null;
  // Where the browser does not tell the site, it can offer it to the user by itself.
  if (page.origin === null) followed?.allowSite();
  return page.origin;
}

/** The field of the question that this answers is marked from the start. */
function toPreferred({ session }: PanelModel, message: Message): { label: string; nth: number } | null {
  const asked = session.shown.peek().find(({ id }) => id === message.replyTo);
  const question = asked && quotesOf(asked).findLast(({ source }) => source === 'form-question');
  const label = question?.text.split('\n')[0] ?? '';
  return label === '' ? null : { label, nth: 0 };
}
