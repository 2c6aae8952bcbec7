import type { NotInserted, UndoOutcome } from '../posting/page-insert.ts';

/** An editor may draw what it was told a moment later. */
const drawWithinMs = 500;
const lookMs = 20;

/** What was put into an editable part of the page, and the way back. */
interface EditableInsertion {
  readonly cut: number;
  undo(): Promise<UndoOutcome>;
}

/**
 * Types into a contenteditable as a person would: the editor of the page hears `beforeinput` and `input`. A
 * line break is a new paragraph, as the Enter key would make, without the key.
 */
export async function insertIntoEditable(
  element: HTMLElement,
  text: string,
): Promise<EditableInsertion | NotInserted> {
  // Before the focus: it moves a caret that stood elsewhere to the beginning.
  const own = ownCaret(element);
  const caret = own ?? placeAtEnd(element);
  element.focus({ preventScroll: true });
  select(caret);
  await aMoment();
  const former = readText(element);
  const replaced = caret.toString();
  // Behind text that nobody put the caret into, the answer begins on a line of its own.
  typeLines(element, own === null && former.trim() !== '' ? `\n${text}` : text);
  if (!(await comesTrue(() => holds(element, text)))) return 'refused';
  const after = readText(element);
  return { cut: 0, undo: () => undoIn(element, { former, after, replaced }) };
}

function typeLines(element: HTMLElement, text: string): void {
  for (const [at, line] of text.split('\n').entries()) {
    if (at > 0) write(element, { inputType: 'insertParagraph', data: null });
    if (line !== '') write(element, { inputType: 'insertText', data: line });
  }
}

interface Edit {
  readonly inputType: 'insertText' | 'insertParagraph' | 'deleteContentBackward';
  readonly data: string | null;
}
const commands: Readonly<Record<Edit['inputType'], readonly string[]>> = {
  insertText: ['insertText'],
  insertParagraph: ['insertParagraph', 'insertLineBreak'],
  deleteContentBackward: ['delete'],
};

/**
 * One edit at the caret. The editor is asked first, as typing asks: one that keeps its own picture of the text
 * does it by itself, and refuses ours. Else the browser's command does it, which asks nobody.
 */
function write(element: HTMLElement, edit: Edit): void {
  const range = ownCaret(element) ?? placeAtEnd(element);
  const event = { bubbles: true, composed: true, ...edit };
  const targetRanges = [new StaticRange(range)];
  if (!element.dispatchEvent(new InputEvent('beforeinput', { ...event, cancelable: true, targetRanges })))
    return;
  if (commands[edit.inputType].some((name) => command(name, edit.data))) return;
  range.deleteContents();
  const node = toNode(edit);
  if (node !== null) {
    range.insertNode(node);
    range.setStartAfter(node);
    range.collapse(true);
    select(range);
  }
  element.dispatchEvent(new InputEvent('input', event));
}

function toNode({ inputType, data }: Edit): Node | null {
  if (inputType === 'insertParagraph') return document.createElement('br');
  return data === null ? null : document.createTextNode(data);
}

interface Done {
  readonly former: string;
  readonly after: string;
  readonly replaced: string;
}

/** Takes out what differs from the former text; only where nobody has written there since. */
async function undoIn(element: HTMLElement, { former, after, replaced }: Done): Promise<UndoOutcome> {
  if (!element.isConnected) return 'gone';
  if (readText(element) !== after) return 'changed';
  const head = commonLength(former, after);
  const tail = commonTail(former.slice(head), after.slice(head));
  const range = rangeOf(element, head, after.length - tail);
  if (range === null) return 'changed';
  element.focus({ preventScroll: true });
  select(range);
  await aMoment();
  write(element, { inputType: 'deleteContentBackward', data: null });
  if (replaced !== '' && readText(element).length < former.length) typeLines(element, replaced);
  const isBack = await comesTrue(() => squash(readText(element)) === squash(former));
  return isBack ? 'done' : 'changed';
}

/** The caret or selection where it stands in the field. */
function ownCaret(element: HTMLElement): Range | null {
  const selection = selectionOf(element);
  if (selection === null || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  return element.contains(range.commonAncestorContainer) ? range.cloneRange() : null;
}

function placeAtEnd(element: HTMLElement): Range {
  const end = element.ownerDocument.createRange();
  // Into the last block: an editor that keeps paragraphs knows no text beside them.
  let last: Node = element;
  while (last.lastChild instanceof HTMLElement && !/^(?:BR|IMG|HR|INPUT)$/.test(last.lastChild.tagName)) {
    last = last.lastChild;
  }
  end.selectNodeContents(last);
  end.collapse(false);
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
function command(name: string, value: string | null): boolean {
  try {
    return document.execCommand(name, false, value ?? undefined);
  } catch {
    return false;
  }
}

/** The page hears of a moved caret a moment later. */
function aMoment(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, lookMs));
}

async function comesTrue(check: () => boolean): Promise<boolean> {
  for (let waited = 0; waited < drawWithinMs; waited += lookMs) {
    if (check()) return true;
    await aMoment();
  }
  return check();
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
