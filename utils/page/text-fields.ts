/** Something on a page that takes words: a value field, or the root of an editable part. */
export type TextField =
  | { readonly kind: 'value'; readonly element: HTMLInputElement | HTMLTextAreaElement }
  | { readonly kind: 'editable'; readonly element: HTMLElement };

/** Inputs that hold free words. Never a password, a number or a date. */
const wordyTypes = new Set(['text', 'search', 'url', 'email', 'tel']);
const candidates = 'input,textarea,[contenteditable],[role="textbox"]';
const mostFields = 200;
const mostRoots = 2_000;

/** The field that `element` is, or null. Looks at what it is, not at whether it can be seen. */
export function toTextField(element: Element): TextField | null {
  if (element instanceof HTMLTextAreaElement) {
    return element.disabled || element.readOnly ? null : { kind: 'value', element };
  }
  if (element instanceof HTMLInputElement) {
    const open = !element.disabled && !element.readOnly && wordyTypes.has(element.type);
    return open ? { kind: 'value', element } : null;
  }
  if (!(element instanceof HTMLElement) || !isEditable(element)) return null;
  const parent = element.parentElement;
  const inner = parent !== null && isEditable(parent) && element !== element.ownerDocument.body;
  return inner ? null : { kind: 'editable', element };
}

/** The field that was pointed at: the innermost of an event's path, through open shadow roots. */
export function fieldOnPath(path: readonly EventTarget[]): TextField | null {
  for (const target of path) {
    if (!(target instanceof Element)) continue;
    // Older editors are a frame whose whole body is written in; below its last line there is no body.
    const isRoot = target === target.ownerDocument.documentElement;
    const field = toTextField(isRoot ? target.ownerDocument.body : target);
    if (field !== null) return field;
  }
  return null;
}

/** The fields of a document and of the open shadow roots in it that can be seen, in the page's order. */
export function listTextFields(page: Document): readonly TextField[] {
  const fields: TextField[] = [];
  let roots = 0;
  function visit(root: ParentNode): void {
    roots += 1;
    for (const element of root.querySelectorAll('*')) {
      if (fields.length >= mostFields || roots > mostRoots) return;
      if (element.matches(candidates) || element === page.body) {
        const field = toTextField(element);
        if (field !== null && isVisible(element)) fields.push(field);
      }
      if (element.shadowRoot !== null) visit(element.shadowRoot);
    }
  }
  visit(page);
  return fields;
}

/** As a person sees it: a field that a page hides cannot be filled behind the user's back. */
export function isVisible(element: Element): boolean {
  if (typeof element.checkVisibility !== 'function') return !element.hasAttribute('hidden');
  const shown = element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  if (!shown) return false;
  const { width, height } = element.getBoundingClientRect();
  // A document that nobody lays out (in tests) has no sizes at all.
  return (
    (width >= 4 && height >= 4) || element.ownerDocument.documentElement.getBoundingClientRect().width === 0
  );
}

/** By the attribute where the document has no browsing context, or the page stands in design mode. */
function isEditable(element: HTMLElement): boolean {
  if (element.isContentEditable === true) return true;
  const set = element.closest('[contenteditable]')?.getAttribute('contenteditable');
  return set !== undefined && set !== null && set.toLowerCase() !== 'false';
}
