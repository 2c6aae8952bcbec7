import { signal, type ReadonlySignal } from '@preact/signals';
import { toFormText } from '../../components/message/to-form-text.ts';
import { createId } from '../../utils/chat/id.ts';
import { type Message, quotesOf, textOf } from '../../utils/chat/message.ts';
import type { CurrentTab } from '../../utils/tab/read-tab.ts';
import type { InsertState, openTabInsertion, TabInsertion } from '../../utils/tab/insert-into-tab.ts';
import type { PanelModel } from './panel-model.ts';
import { createUndoModel, type UndoModel } from './undo-model.ts';

/** Longer than for a cleared chat: the user looks at the page first. */
const undoOfferMs = 30_000;

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
  readonly picking: ReadonlySignal<Extract<InsertState, { type: 'picking' | 'opening' }> | null>;
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

export function createInsertModel(model: PanelModel, ports: InsertPorts): InsertModel {
  const { say } = model;
  const picking = signal<Extract<InsertState, { type: 'picking' | 'opening' }> | null>(null);
  const notice = signal<InsertNotice | null>(null);
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
  function tell(sentence: string, act: InsertNotice['act'] = null, name = 'Insert into page'): void {
    notice.value = { name, sentence, act };
    say(sentence);
  }
  function onState(state: InsertState, message: Message): void {
    if (state.type === 'picking' || state.type === 'opening') {
      picking.value = state;
      return;
    }
    picking.value = null;
    if (state.type === 'inserted') {
      const sentence = toInsertedWords(state.cut);
      undo.show({ undoId: createId(), sentence });
      say(`${sentence}. Undo is offered.`);
      return;
    }
    letGo();
    const words = toEndWords(state);
    if (words === null) return;
    tell(
      words.sentence,
      toAct(
        words.help,
        () => insert(message),
        (origins) => allow(origins, message),
      ),
    );
  }
  /** In the click's own turn. */
  function allow(origins: readonly string[], message: Message): void {
    void Promise.all(origins.map((origin) => model.ports.requestAccess(origin))).then((granted) => {
      if (granted.includes(true)) void start(message);
      else tell('Not allowed, so nothing was inserted.');
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
      tell('There is no page beside this panel.');
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
    const page = model.posting.peek()?.state.peek() ?? null;
    if (page?.type === 'asleep' && page.origin !== null) allow([page.origin], message);
    else void start(message);
  }
  return {
    picking,
    notice,
    undo,
    insert,
    step(by) {
      const shown = picking.peek();
      if (shown?.type !== 'picking' || shown.fields.length === 0) return;
      const from = shown.at ?? (by === 1 ? -1 : 0);
      current?.mark((from + by + shown.fields.length) % shown.fields.length);
    },
    choose() {
      const shown = picking.peek();
      if (shown?.type === 'picking' && shown.at !== null) current?.choose(shown.at);
    },
    leave() {
      if (current === null) picking.value = null;
      else current.leave();
    },
    takeUndo() {
      const insertion = current;
      current = null;
      undo.take();
      void insertion?.undo().then((outcome) => {
        insertion.close();
        if (outcome === 'done') say('Undone');
        else if (outcome === 'changed') tell('The field was changed since, so nothing was taken out of it.');
        else tell('The field is not there any more; nothing was taken out.');
      });
    },
    tell: (sentence, about) => tell(sentence, null, about),
    closeNotice: () => (notice.value = null),
  };
}

/** The field of the question that this answers is marked from the start. */
function toPreferred({ session }: PanelModel, message: Message): { label: string; nth: number } | null {
  const asked = session.shown.peek().find(({ id }) => id === message.replyTo);
  const question = asked && quotesOf(asked).findLast(({ source }) => source === 'form-question');
  const label = question?.text.split('\n')[0] ?? '';
  return label === '' ? null : { label, nth: 0 };
}

function toInsertedWords(cut: number): string {
  if (cut === 0) return 'Inserted into the page';
  return `Inserted into the page, without the last ${cut} characters: the field is full`;
}

type Help = 'try-again' | { readonly allow: readonly string[] } | null;

/** Null where nothing need be said: the user left by himself. */
function toEndWords(
  end: Extract<InsertState, { type: 'ended' }>,
): { readonly sentence: string; readonly help: Help } | null {
  const { reason, origin, elsewhere } = end;
  switch (reason) {
    case 'left':
      return null;
    case 'no-field':
      if (elsewhere.length > 0) {
        const hosts = elsewhere.slice(0, 3).map((one) => new URL(one).host);
        const sentence = `The form may stand in a part of the page that comes from ${hosts.join(', ')}.`;
        return { sentence, help: { allow: elsewhere.slice(0, 3) } };
      }
      return { sentence: 'This page has no text field. Open the form, then try again.', help: 'try-again' };
    case 'moved':
      return { sentence: 'The page changed before a field was chosen; nothing was inserted.', help: null };
    case 'late':
      return { sentence: 'No field was chosen; nothing was inserted.', help: 'try-again' };
    case 'closed':
      return {
        sentence: 'The browser lets no extension write into this page. Copy the answer instead.',
        help: null,
      };
    case 'asleep':
      if (origin !== null)
        return {
          sentence: `TalentScout may not write into ${new URL(origin).host} yet.`,
          help: { allow: [origin] },
        };
      return {
        sentence: 'Press TalentScout in the browser’s toolbar on this page, then try again.',
        help: 'try-again',
      };
    case 'full':
      return { sentence: 'The field is full; nothing was inserted.', help: null };
    case 'refused':
      return { sentence: 'The page did not take the words. Copy the answer instead.', help: null };
    case 'gone':
      return { sentence: 'The field is not there any more; nothing was inserted.', help: 'try-again' };
    case 'failed':
      return { sentence: 'The page did not answer; nothing was inserted.', help: 'try-again' };
  }
}

function toAct(
  help: Help,
  again: () => void,
  allow: (origins: readonly string[]) => void,
): InsertNotice['act'] {
  if (help === null) return null;
  if (help === 'try-again') return { label: 'Try again', onAct: again };
  return { label: 'Allow', onAct: () => allow(help.allow) };
}
