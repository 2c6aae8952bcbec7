import type { NotInserted, UndoOutcome } from '../posting/page-insert.ts';

/** What was put into an editable part of the page, and the way back. */
interface EditableInsertion {
  readonly cut: number;
  undo(): UndoOutcome;
}

/**
 * Types into a contenteditable through the browser's own editing commands: the editor of the page hears
 * `beforeinput` and `input` as of a person, and keeps its own picture of the text. A line break is a new
 * paragraph, as the Enter key would make, without the key.
 */
export function insertIntoEditable(element: HTMLElement, text: string): EditableInsertion | NotInserted {
  // Before the focus: it moves a caret that stood elsewhere to the beginning.
  const caret = placeCaret(element);
  if (caret === null) return 'refused';
  element.focus({ preventScroll: true });
  select(caret);
  const former = readText(element);
  const replaced = caret.toString();
  typeLines(element, text);
  if (!holds(element, text)) return 'refused';
  const after = readText(element);
  return { cut: 0, undo: () => undoIn(element, { former, after, replaced }) };
}

function typeLines(element: HTMLElement, text: string): void {
  for (const [at, line] of text.split('\n').entries()) {
    if (at > 0 && !command('insertParagraph') && !command('insertLineBreak')) insertByHand(element, '\n');
    if (line !== '' && !command('insertText', line)) insertByHand(element, line);
  }
}

interface Done {
  readonly former: string;
  readonly after: string;
  readonly replaced: string;
}

/** Takes out what differs from the former text; only where nobody has written there since. */
function undoIn(element: HTMLElement, { former, after, replaced }: Done): UndoOutcome {
  if (!element.isConnected) return 'gone';
  if (readText(element) !== after) return 'changed';
  const head = commonLength(former, after);
  const tail = commonTail(former.slice(head), after.slice(head));
  const range = rangeOf(element, head, after.length - tail);
  if (range === null) return 'changed';
  element.focus({ preventScroll: true });
  select(range);
  const gone = command('delete');
  if (!gone) deleteByHand(element, range);
  if (replaced !== '' && readText(element).length < former.length) typeLines(element, replaced);
  return squash(readText(element)) === squash(former) ? 'done' : 'changed';
}

/** The page's own caret where it stands in the field, else the end of the field. */
function placeCaret(element: HTMLElement): Range | null {
  const selection = selectionOf(element);
  if (selection === null) return null;
  if (selection.rangeCount > 0) {
    const range = selection.getRangeAt(0);
    if (element.contains(range.commonAncestorContainer)) return range.cloneRange();
  }
  const end = element.ownerDocument.createRange();
  // Into the last block: an editor that keeps paragraphs knows no text beside them.
  let last: Node = element;
  while (last.lastChild instanceof HTMLElement && !/^(?:BR|IMG|HR|INPUT)$/.test(last.lastChild.tagName)) {
    last = last.lastChild;
  }
  end.selectNodeContents(last);
  end.collapse(false);
  select(end);
  return end;
}

function selectionOf(element: HTMLElement): Selection | null {
  const root = element.getRootNode();
  // Chrome keeps a selection of its own for each shadow root.
  if (root instanceof ShadowRoot && 'getSelection' in root && typeof root.getSelection === 'function') {
    const own: unknown = Reflect.apply(root.getSelection, root, []);
    if (own instanceof Selection) return own;
  }
  return element.ownerDocument.getSelection();
}

function select(range: Range): void {
  const selection = range.startContainer.ownerDocument?.getSelection() ?? null;
  selection?.removeAllRanges();
  selection?.addRange(range);
}

/** The browser's editing command; false where it has none, or where nothing would take it. */
function command(name: string, value?: string): boolean {
  try {
    return document.execCommand(name, false, value);
  } catch {
    return false;
  }
}

/** For a browser without editing commands: asks the page first, as typing does. */
function insertByHand(element: HTMLElement, piece: string): void {
  const inputType = piece === '\n' ? 'insertLineBreak' : 'insertText';
  const data = piece === '\n' ? null : piece;
  const before = { bubbles: true, composed: true, inputType, data };
  if (!element.dispatchEvent(new InputEvent('beforeinput', { ...before, cancelable: true }))) return;
  const selection = selectionOf(element);
  const range =
    selection !== null && selection.rangeCount > 0 ? selection.getRangeAt(0) : placeCaret(element);
  if (range === null) return;
  range.deleteContents();
  const node = piece === '\n' ? document.createElement('br') : document.createTextNode(piece);
  range.insertNode(node);
  range.setStartAfter(node);
  range.collapse(true);
  select(range);
  element.dispatchEvent(new InputEvent('input', before));
}

function deleteByHand(element: HTMLElement, range: Range): void {
  range.deleteContents();
  element.dispatchEvent(
    new InputEvent('input', { bubbles: true, composed: true, inputType: 'deleteContentBackward' }),
  );
}

function holds(element: HTMLElement, text: string): boolean {
  return squash(readText(element)).includes(squash(text));
}

function squash(text: string): string {
  return text.replaceAll(/[\s\u200b\ufeff]+/g, '');
}

/** The characters of its text nodes, one after the other. */
function readText(element: HTMLElement): string {
  return listTexts(element)
    .map((node) => node.data)
    .join('');
}

function listTexts(element: HTMLElement): readonly Text[] {
  const walker = element.ownerDocument.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (node instanceof Text) texts.push(node);
  }
  return texts;
}

/** From the `from`th to the `to`th character of its text nodes. */
function rangeOf(element: HTMLElement, from: number, to: number): Range | null {
  const range = element.ownerDocument.createRange();
  if (from === 0 && to === readText(element).length) {
    range.selectNodeContents(element);
    return range;
  }
  let passed = 0;
  let started = false;
  for (const node of listTexts(element)) {
    const end = passed + node.length;
    if (!started && from <= end) {
      range.setStart(node, from - passed);
      started = true;
    }
    if (started && to <= end) {
      range.setEnd(node, to - passed);
      return range;
    }
    passed = end;
  }
  return null;
}

function commonLength(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a[length] === b[length]) length += 1;
  return length;
}

function commonTail(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a[a.length - 1 - length] === b[b.length - 1 - length]) length += 1;
  return length;
}
