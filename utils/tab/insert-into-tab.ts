import { insertLimit } from '../posting/limits.ts';
import type { InsertReport, NotInserted, UndoOutcome } from '../posting/page-insert.ts';
import { browserInsertApi, type InsertApi } from './insert-api.ts';
import {
  createInsertFrames,
  type FramedField,
  type InsertFrame,
  type InsertFrames,
} from './insert-frames.ts';
import { toRefusal } from './tab-refusal.ts';

/** How long all frames have to say what fields they have. */
const gatherMs = 800;
/** A choice that nobody makes ends by itself. */
const chooseWithinMs = 180_000;
const undoWithinMs = 3_000;

/**
 * How putting words into a page stands. `picking`: the user chooses among `fields`, by their names, of all
 * frames; `at` is the one that is marked. `elsewhere`: origins of frames in the page that we may not enter.
 * `ended`: nothing was inserted. `left`: by the user; `no-field`: there is none that we may reach; `moved`:
 * the page or the tab changed; `late`: nobody chose; the others as `TabRefusal` and `NotInserted`.
 */
export type InsertState =
  | { readonly type: 'opening' }
  | {
      readonly type: 'picking';
      readonly fields: readonly string[];
      readonly at: number | null;
      readonly elsewhere: readonly string[];
    }
  | { readonly type: 'inserted'; readonly name: string; readonly cut: number }
  | {
      readonly type: 'ended';
      readonly reason: 'left' | 'no-field' | 'moved' | 'late' | 'closed' | 'asleep' | 'failed' | NotInserted;
      /** For `asleep`: what to ask for; null where the browser does not tell. */
      readonly origin: string | null;
      /** The field that was chosen; empty where none was. */
      readonly name: string;
      readonly elsewhere: readonly string[];
    };
type Ending = Extract<InsertState, { type: 'ended' }>;

/** One "Insert into page". */
export interface TabInsertion {
  /** Marks a field by its place in `fields`, and shows it. */
  mark(at: number): void;
  choose(at: number): void;
  /** Ends the choice. */
  leave(): void;
  /** Takes the words out again. `gone` also where the page is no more. */
  undo(): Promise<UndoOutcome>;
  /** For good: nothing can be undone afterwards. */
  close(): void;
}

interface InsertionOptions {
  readonly tabId: number;
  readonly text: string;
  /** The question whose field is marked from the start. */
  readonly prefer: { readonly label: string; readonly nth: number } | null;
  readonly onState: (state: InsertState) => void;
  readonly api?: InsertApi;
}

/**
 * Lets the user choose a field in any frame of a tab that we may enter, puts `text` into it, and offers the
 * way back.
 */
export function openTabInsertion(options: InsertionOptions): TabInsertion {
  const { onState } = options;
  let inserted: InsertFrame | null = null;
  let onUndone: ((outcome: UndoOutcome) => void) | null = null;
  const choice = openChoice(options, {
    onInserted(frame, state) {
      inserted = frame;
      onState(state);
    },
    onUndone: (outcome) => onUndone?.(outcome),
  });
  return {
    mark: choice.mark,
    choose: choice.choose,
    leave: choice.leave,
    undo() {
      const frame = inserted;
      if (frame === null || !choice.frames.has(frame)) return Promise.resolve('gone');
      return new Promise((resolve) => {
        const late = setTimeout(() => resolve('gone'), undoWithinMs);
        onUndone = (outcome) => {
          clearTimeout(late);
          resolve(outcome);
        };
        choice.frames.tell(frame, { type: 'undo' });
      });
    },
    close: choice.close,
  };
}

interface Choice extends Pick<TabInsertion, 'mark' | 'choose' | 'leave' | 'close'> {
  readonly frames: InsertFrames;
}

function openChoice(
  { tabId, text, prefer, onState, api = browserInsertApi() }: InsertionOptions,
  {
    onInserted,
    onUndone,
  }: {
    readonly onInserted: (frame: InsertFrame, state: InsertState) => void;
    readonly onUndone: (outcome: UndoOutcome) => void;
  },
): Choice {
  const frames = createInsertFrames({ tabId, api, onReport: hear, onGone: lose });
  const stopHearing = api.onOtherTab(tabId, () => end('moved'));
  let timers: readonly ReturnType<typeof setTimeout>[] = [];
  let over = false;
  const marker = createMarker(frames, onState);

  /** Nothing more can be chosen: every frame but the one that holds our words is let go. */
  function finish(kept: InsertFrame | null): void {
    over = true;
    stopHearing();
    timers.forEach(clearTimeout);
    frames.keep(kept);
  }
  function end(reason: Ending['reason'], { name = '', origin = null }: Partial<Ending> = {}): void {
    if (over) return;
    const elsewhere = frames.elsewhere();
    finish(null);
    onState({ type: 'ended', reason, name, origin, elsewhere });
  }
  const decide = (): void => (frames.fields().length === 0 ? end('no-field') : marker.show());
  function hear(frame: InsertFrame, report: InsertReport): void {
    if (report.type === 'undone') onUndone(report.outcome);
    if (over) return;
    if (report.type === 'fields') takeFields(frame, report);
    else if (report.type === 'marked')
      marker.mark(report.field === null ? null : { frame, field: report.field }, frame);
    else if (report.type === 'inserted') {
      finish(frame);
      onInserted(frame, report);
    } else if (report.type === 'not-inserted') end(report.reason, { name: report.name });
    else if (report.type === 'left') end('left');
  }
  function takeFields(frame: InsertFrame, report: Extract<InsertReport, { type: 'fields' }>): void {
    const again = frame.answered;
    const { names, origin, elsewhere, preferred } = report;
    Object.assign(frame, { names, origin, elsewhere, answered: true });
    if (preferred !== null) marker.start({ frame, field: preferred });
    // An empty page is not judged by its quickest frame.
    if (again || frames.isComplete()) decide();
  }
  function lose(frame: InsertFrame): void {
    if (over) onUndone('gone');
    else if (frame.id === 0) end('moved');
    else marker.show();
  }
  async function start(): Promise<void> {
    onState({ type: 'opening' });
    const entered = await enter(tabId, api);
    if (over) return;
    if ('reason' in entered) {
      end(entered.reason, entered);
      return;
    }
    frames.open(entered);
    timers = [setTimeout(decide, gatherMs), setTimeout(() => end('late'), chooseWithinMs)];
    frames.tellAll(() => ({ type: 'pick', text: text.slice(0, insertLimit), prefer }));
  }
  void start();
  return {
    frames,
    mark(at) {
      const wanted = frames.fields()[at];
      if (wanted !== undefined && !over) marker.mark(wanted, null);
    },
    choose(at) {
      const wanted = frames.fields()[at];
      if (wanted !== undefined && !over) frames.tell(wanted.frame, { type: 'choose', field: wanted.field });
    },
    leave: () => end('left'),
    close: () => finish(null),
  };
}

/** The frames that the script got into, or why it got into none. */
async function enter(
  tabId: number,
  api: InsertApi,
): Promise<readonly number[] | Pick<Ending, 'reason' | 'origin'>> {
  try {
    return await api.inject(tabId);
  } catch (error) {
    const url = await api.addressOf(tabId).catch(() => null);
    const refusal = toRefusal(error, url);
    if (refusal.type === 'gone') return { reason: 'moved', origin: null };
    return { reason: refusal.type, origin: refusal.type === 'asleep' ? refusal.origin : null };
  }
}

type Marked = Pick<FramedField, 'frame' | 'field'> | null;

/** Which field is marked, over all frames: only one at a time is. */
function createMarker(frames: InsertFrames, onState: (state: InsertState) => void) {
  let marked: Marked = null;
  function show(): void {
    const fields = frames.fields();
    const at = fields.findIndex(({ frame, field }) => frame === marked?.frame && field === marked.field);
    onState({
      type: 'picking',
      fields: fields.map(({ name }) => name),
      at: at === -1 ? null : at,
      elsewhere: frames.elsewhere(),
    });
  }
  return {
    show,
    start(first: Marked): void {
      marked = first;
    },
    /** `by`: the frame that told of it, and has marked it already. */
    mark(next: Marked, by: InsertFrame | null): void {
      marked = next;
      frames.tellAll((frame) => {
        if (frame === by) return null;
        return { type: 'mark', field: frame === next?.frame ? next.field : null };
      });
      show();
    },
  };
}
