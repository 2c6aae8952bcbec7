import { fieldNameLimit } from '../posting/limits.ts';
import type { InsertOrder, InsertReport } from '../posting/page-insert.ts';
import { readFieldLabel } from './field-label.ts';
import { listQuestionFields } from './form-questions.ts';
import { openInsertOverlay } from './insert-overlay.ts';
import { type Insertion, insertText } from './insert-text.ts';
import { listenForPick } from './insert-events.ts';
import { isVisible, listTextFields, type TextField } from './text-fields.ts';

/** How often the fields are looked up again: forms grow while the user looks. */
const lookAgainMs = 700;

export interface InsertPicker {
  obey(order: InsertOrder): void;
  /** For good: the panel is gone. What was inserted stays. */
  close(): void;
}

interface PickerOptions {
  readonly page: Document;
  readonly report: (report: InsertReport) => void;
  /** Whether a person did it; a page can make events of its own. */
  readonly isTrusted?: (event: Event) => boolean;
}

/** Lets the user choose one field of one frame, puts words into it once, and takes them back when told. */
export function createInsertPicker(options: PickerOptions): InsertPicker {
  const { report } = options;
  let picking: Picking | null = null;
  let insertion: Insertion | null = null;

  function stop(): void {
    picking?.end();
    picking = null;
  }
  async function choose(field: TextField | null, text: string): Promise<void> {
    stop();
    const name = field === null ? '' : nameOf(field);
    const outcome = field === null ? 'gone' : await insertText(field, text);
    if (typeof outcome === 'string') report({ type: 'not-inserted', name, reason: outcome });
    else {
      insertion = outcome;
      report({ type: 'inserted', name, cut: outcome.cut });
    }
  }
  async function takeBack(): Promise<void> {
    const last = insertion;
    insertion = null;
    report({ type: 'undone', outcome: (await last?.undo()) ?? 'gone' });
  }
  function obey(order: InsertOrder): void {
    switch (order.type) {
      case 'pick':
        stop();
        picking = openPicking(options, order, {
          onChoose: (field) => void choose(field, order.text),
          onLeave() {
            stop();
            report({ type: 'left' });
          },
        });
        break;
      case 'mark':
        picking?.show(order.field);
        break;
      case 'choose':
        picking?.choose(order.field);
        break;
      case 'leave':
        stop();
        break;
      case 'undo':
        void takeBack();
        break;
    }
  }
  return { obey, close: stop };
}

/** One choosing, from "Insert into page" to the choice or the end. */
interface Picking {
  show(field: number | null): void;
  choose(field: number): void;
  end(): void;
}

function openPicking(
  { page, report, isTrusted = byPerson }: PickerOptions,
  { prefer }: Extract<InsertOrder, { type: 'pick' }>,
  {
    onChoose,
    onLeave,
  }: { readonly onChoose: (field: TextField | null) => void; readonly onLeave: () => void },
): Picking {
  let fields = listTextFields(page);
  let marked: TextField | null = null;
  const overlay = openInsertOverlay(page, { words: page.defaultView === page.defaultView?.top });

  function mark(field: TextField | null): boolean {
    if (field?.element === marked?.element) return false;
    marked = field;
    overlay.mark(field?.element ?? null);
    return true;
  }
  function tell(preferred: TextField | null): void {
    report({
      type: 'fields',
      names: fields.map(nameOf),
      preferred: indexOf(fields, preferred),
      origin: page.location.origin.slice(0, 300),
      elsewhere: listFrameOrigins(page),
    });
  }
  function lookAgain(): void {
    const now = listTextFields(page);
    if (isSame(now, fields)) return;
    fields = now;
    if (marked !== null && !marked.element.isConnected) mark(null);
    tell(null);
  }
  const silence = listenForPick(page, {
    isTrusted,
    fields: () => fields,
    marked: () => marked,
    onMark: (field) => mark(field) && report({ type: 'marked', field: indexOf(fields, field) }),
    onChoose,
    onLeave,
  });
  const timer = setInterval(lookAgain, lookAgainMs);
  const preferred = prefer === null ? null : findQuestion(page, prefer);
  mark(preferred);
  preferred?.element.scrollIntoView({ block: 'center' });
  tell(preferred);
  return {
    show(at) {
      const field = at === null ? null : (fields[at] ?? null);
      mark(field);
      field?.element.scrollIntoView({ block: 'center' });
    },
    choose: (at) => onChoose(fields[at] ?? null),
    end() {
      clearInterval(timer);
      silence();
      overlay.close();
    },
  };
}

function nameOf({ element }: TextField): string {
  return readFieldLabel(element, fieldNameLimit);
}

function findQuestion(
  page: Document,
  wanted: { readonly label: string; readonly nth: number },
): TextField | null {
  // The kind that the reader saw is not known here; it decides what is counted.
  for (const kind of ['none', 'posting', 'application-form'] as const) {
    const found = listQuestionFields(page, kind).find(
      ({ label, nth }) => label === wanted.label && nth === wanted.nth,
    );
    if (found !== undefined) return found.field;
  }
  return null;
}

/** Where frames of this one come from that are large enough to hold a form. */
function listFrameOrigins(page: Document): string[] {
  const origins = new Set<string>();
  for (const frame of page.querySelectorAll('iframe')) {
    const { width, height } = frame.getBoundingClientRect();
    if (width < 200 || height < 100 || !isVisible(frame)) continue;
    try {
      const { protocol, origin } = new URL(frame.src);
      if (/^https?:$/.test(protocol) && origin.length < 300 && origins.size < 20) origins.add(origin);
    } catch {
      // A frame without an address of its own.
    }
  }
  return [...origins];
}

function indexOf(fields: readonly TextField[], field: TextField | null): number | null {
  const at = field === null ? -1 : fields.findIndex(({ element }) => element === field.element);
  return at === -1 ? null : at;
}

function isSame(a: readonly TextField[], b: readonly TextField[]): boolean {
  return a.length === b.length && a.every(({ element }, at) => element === b[at]?.element);
}

function byPerson(event: Event): boolean {
  return event.isTrusted;
}
