import { tidy } from '../posting/text.ts';

const controls = 'input,textarea,select,button,[contenteditable],[role="textbox"],[role="button"]';
/** How far above a field its words may stand. */
const mostSteps = 4;

/** The words that name a field on its page, in one line of at most `most` characters; empty where it has none. */
export function readFieldLabel(element: Element, most: number): string {
  const sources = [labelledBy, ariaLabel, labels, placedBefore, legend, placeholder, title, describedName];
  for (const read of sources) {
    const label = clean(read(element), most);
    if (label !== '') return label;
  }
  return '';
}

/** Marks of a required field are no part of its question. */
function clean(text: string, most: number): string {
  return tidy(tidy(text, most + 20).replace(/(?:\s*[*＊✱∗])+$/u, ''), most);
}

function labelledBy(element: Element): string {
  const found = element.getRootNode();
  const root = found instanceof ShadowRoot ? found : element.ownerDocument;
  const ids = (element.getAttribute('aria-labelledby') ?? '').split(/\s+/).filter((id) => id !== '');
  return ids
    .slice(0, 10)
    .map((id) => textOf(root.getElementById(id)))
    .join(' ');
}

function ariaLabel(element: Element): string {
  return element.getAttribute('aria-label') ?? '';
}

function labels(element: Element): string {
  const own =
    element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement
      ? [...(element.labels ?? [])]
      : [];
  const around = element.closest('label');
  return (own.length > 0 || around === null ? own : [around]).map(textOf).join(' ');
}

function legend(element: Element): string {
  const fieldset = element.closest('fieldset,[role="group"][aria-labelledby]');
  if (fieldset === null) return '';
  return fieldset.tagName === 'FIELDSET' ? textOf(fieldset.querySelector('legend')) : labelledBy(fieldset);
}

/** The nearest words before the field, as long as no other control stands between. */
function placedBefore(element: Element): string {
  let at: Element = element;
  for (let step = 0; step < mostSteps; step += 1) {
    for (let before = at.previousSibling; before !== null; before = before.previousSibling) {
      if (before instanceof Element && (before.matches(controls) || before.querySelector(controls) !== null))
        return '';
      const text = textOf(before);
      if (text !== '') return text;
    }
    const parent = at.parentElement;
    if (parent === null || parent.matches('form,body,main,section,article,fieldset')) return '';
    at = parent;
  }
  return '';
}

function placeholder(element: Element): string {
  return element.getAttribute('placeholder') ?? element.getAttribute('aria-placeholder') ?? '';
}

function title(element: Element): string {
  return element.getAttribute('title') ?? '';
}

function describedName(element: Element): string {
  return (element.getAttribute('name') ?? '').replaceAll(/[_[\].-]+/g, ' ');
}

/** The words of a node without those of controls and scripts in it. */
function textOf(node: Node | null): string {
  if (node === null) return '';
  if (node.nodeType === 3) return tidy(node.nodeValue ?? '', 1_500);
  if (!(node instanceof Element)) return '';
  if (node.matches(`${controls},script,style,noscript,template,option`)) return '';
  let text = '';
  for (const child of node.childNodes) {
    if (text.length > 2_000) break;
    text += ` ${textOf(child)}`;
  }
  return tidy(text, 1_500);
}
