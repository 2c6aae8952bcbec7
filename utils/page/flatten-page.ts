import { isHidden, isRendered, isSilent } from './visibility.ts';

const mostElements = 30_000;
/** Less text than this in shadow trees is a button or an icon, and no reason to copy a page. */
const leastText = 200;

/** True where words of the page stand in open shadow trees, which nothing that walks the page would see. */
function hasShadowText(page: Document): boolean {
  let length = 0;
  for (const element of page.querySelectorAll('*')) {
    if (element.shadowRoot === null) continue;
    for (const child of element.shadowRoot.querySelectorAll(':not(style,script)')) {
      if (child.shadowRoot !== null) return true;
      if (child.firstElementChild === null) length += (child.textContent ?? '').trim().length;
      if (length >= leastText) return true;
    }
    if (
      [...element.shadowRoot.querySelectorAll('slot')].length > 0 &&
      (element.textContent ?? '').length > leastText
    )
      return true;
  }
  return false;
}

/**
 * A copy of a page in which what is drawn stands where it is drawn: open shadow trees in place of their hosts,
 * slotted parts in their slots, hidden parts left out. It is inert, and nothing in it is laid out. Null where
 * the page has no shadow trees with words in them.
 */
export function flattenPage(page: Document): Document | null {
  if (page.body === null || !hasShadowText(page)) return null;
  const copy = page.implementation.createHTMLDocument(page.title);
  copy.documentElement.lang = page.documentElement.lang;
  for (const node of page.head.querySelectorAll('meta,script[type*="json"],title'))
    copy.head.append(copy.importNode(node, true));
  let count = 0;
  function add(from: Node, to: Element): void {
    for (const node of from.childNodes) {
      if (node.nodeType === 3) to.append(node.nodeValue ?? '');
      else if (node instanceof Element) addElement(node, to);
    }
  }
  function addElement(element: Element, to: Element): void {
    if (count++ > mostElements) return;
    const isData = element.tagName === 'SCRIPT' && /json/.test(element.getAttribute('type') ?? '');
    if (isData) to.append(copy.importNode(element, true));
    if (isSilent(element) && !/^(?:INPUT|TEXTAREA|SELECT)$/.test(element.tagName)) return;
    if (element.tagName === 'SLOT' && element instanceof HTMLSlotElement) {
      const assigned = element.assignedNodes();
      for (const node of assigned.length > 0 ? assigned : element.childNodes) {
        if (node.nodeType === 3) to.append(node.nodeValue ?? '');
        else if (node instanceof Element) addElement(node, to);
      }
      return;
    }
    // A slot's host has no box of its own where it is only passed through.
    if (isHidden(element) || (!isRendered(element) && getComputedStyle(element).display !== 'contents'))
      return;
    const made = copy.importNode(element, false);
    to.append(made);
    add(element.shadowRoot ?? element, made);
  }
  add(page.body, copy.body);
  return copy;
}
