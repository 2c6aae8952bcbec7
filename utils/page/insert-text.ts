import type { NotInserted, UndoOutcome } from '../posting/page-insert.ts';
import { insertIntoEditable } from './insert-editable.ts';
import type { TextField } from './text-fields.ts';

/** What was put into a field, and the way back. `cut`: characters that the field had no room for. */
export interface Insertion {
  readonly cut: number;
  undo(): Promise<UndoOutcome>;
}

/**
 * Puts words into a field as if they had been typed: where the caret stands, over what is selected, else at
 * the end. The page's own code is told as by a person's typing. Never presses Enter and submits nothing.
 */
export async function insertText(field: TextField, text: string): Promise<Insertion | NotInserted> {
  if (!field.element.isConnected) return 'gone';
  return field.kind === 'editable'
    ? insertIntoEditable(field.element, text)
    : insertIntoValue(field.element, text);
}

type ValueField = HTMLInputElement | HTMLTextAreaElement;

async function insertIntoValue(field: ValueField, words: string): Promise<Insertion | NotInserted> {
  const text = field instanceof HTMLTextAreaElement ? words : words.replaceAll(/\s*\n\s*/g, ' ');
  const before = field.value;
  const [start, end] = placeIn(field);
  const lead = startsNewLine(field, before, start) ? '\n' : '';
  const room = field.maxLength >= 0 ? field.maxLength - (before.length - (end - start)) : Infinity;
  const piece = cutTo(`${lead}${text}`, room);
  if (piece.trim() === '' && text !== '') return 'full';
  field.focus({ preventScroll: true });
  const wanted = `${before.slice(0, start)}${piece}${before.slice(end)}`;
  type(field, wanted, { data: piece, caret: start + piece.length });
  // What stands there now: a page may write it in its own way, and some do so a moment later.
  await aMoment();
  const after = field.value;
  if (after === before && piece !== '') return 'refused';
  return {
    cut: lead.length + text.length - piece.length,
    undo: () => undoIn(field, { before, after, piece, start, end }),
  };
}

/** Behind text that nobody put the caret into, the answer begins on a line of its own. */
function startsNewLine(field: ValueField, before: string, start: number): boolean {
  if (!(field instanceof HTMLTextAreaElement) || isActive(field)) return false;
  return before !== '' && start === before.length && !before.endsWith('\n');
}

interface Done {
  readonly before: string;
  readonly after: string;
  readonly piece: string;
  readonly start: number;
  readonly end: number;
}

async function undoIn(field: ValueField, { before, after, piece, start, end }: Done): Promise<UndoOutcome> {
  if (!field.isConnected) return 'gone';
  const now = field.value;
  const place = now.startsWith(piece, start) ? start : now.indexOf(piece);
  let next: string;
  if (now === after) next = before;
  // Somebody went on writing: only our words are taken out, and what they stood over comes back.
  else if (place === -1 || now.indexOf(piece, place + 1) !== -1) return 'changed';
  else next = `${now.slice(0, place)}${before.slice(start, end)}${now.slice(place + piece.length)}`;
  type(field, next, { data: null, caret: Math.min(start, next.length) });
  await aMoment();
  return field.value === next ? 'done' : 'changed';
}

/**
 * The setter of the element's own class, past any that a framework laid over it: React compares the value
 * with the one it saw last, and would take ours for its own.
 */
function type(
  field: ValueField,
  value: string,
  { data, caret }: { readonly data: string | null; readonly caret: number },
): void {
  const owner =
    field instanceof HTMLTextAreaElement ? HTMLTextAreaElement.prototype : HTMLInputElement.prototype;
  const setter = Object.getOwnPropertyDescriptor(owner, 'value')?.set;
  if (setter === undefined) field.value = value;
  else setter.call(field, value);
  try {
    field.setSelectionRange(caret, caret);
  } catch {
    // An e-mail field has no caret to set.
  }
  const inputType = data === null ? 'historyUndo' : 'insertText';
  field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true, inputType, data }));
  field.dispatchEvent(new Event('change', { bubbles: true }));
}

/** Where the words go: the caret or selection of the field that had it last, else the end. */
function placeIn(field: ValueField): readonly [number, number] {
  const end = field.value.length;
  try {
    const { selectionStart, selectionEnd } = field;
    if (selectionStart === null || selectionEnd === null) return [end, end];
    if (isActive(field) || selectionStart !== selectionEnd) return [selectionStart, selectionEnd];
  } catch {
    // An e-mail field does not tell.
  }
  return [end, end];
}

function aMoment(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

function isActive(field: Element): boolean {
  const root = field.getRootNode();
  return (root instanceof ShadowRoot ? root : field.ownerDocument).activeElement === field;
}

/** At most `room` UTF-16 units, never half a character. */
function cutTo(text: string, room: number): string {
  return room >= text.length ? text : text.slice(0, Math.max(0, room)).replace(/[\ud800-\udbff]$/, '');
}
