/** Elements whose text is never read. */
const silent = new Set([
  'SCRIPT',
  'STYLE',
  'NOSCRIPT',
  'TEMPLATE',
  'SVG',
  'CANVAS',
  'IFRAME',
  'OBJECT',
  'VIDEO',
  'AUDIO',
  'SELECT',
  'OPTION',
  'DATALIST',
  'TEXTAREA',
  'INPUT',
  'HEAD',
  'MATH',
  'MAP',
  'PROGRESS',
  'METER',
  'DIALOG',
]);

/** Class names that say "not shown" on their own; one with a breakpoint beside it shows the element again. */
const hidingClass =
  /(?:^|\s)(?:hidden|d-none|ng-hide|is-hidden|hide|invisible|w-condition-invisible|js-hidden|u-hidden|hidden-xs-up)(?:\s|$)/;
const showingClass =
  /(?:^|\s)(?:[a-z0-9]{2,3}:|d-[a-z]{2}-)(?:block|flex|grid|inline|inline-block|inline-flex|table|visible)(?:\s|$)/;

let covered = false;

/** For one page whose scripts have still to uncover it: what is hidden then counts as shown. */
export function readCovered(on: boolean): void {
  covered = on;
}

export function isSilent(element: Element): boolean {
  return (
    silent.has(element.tagName.toUpperCase()) &&
    !(element.tagName === 'DIALOG' && element.hasAttribute('open'))
  );
}

export function classOf(element: Element): string {
  return element.getAttribute('class') ?? '';
}

/**
 * True where an element is not on the page for its reader, as far as the element itself says. What stands in
 * closed `details` counts as shown: it is read instead of being clicked open.
 */
export function isHidden(element: Element): boolean {
  if (covered) return false;
  if (element.hasAttribute('hidden') && element.getAttribute('hidden') !== 'until-found') return true;
  const classes = classOf(element);
  if (hidingClass.test(classes) && !showingClass.test(classes)) return true;
  const style = element.getAttribute('style');
  if (style !== null && /(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden)/i.test(style)) return true;
  return false;
}

/** As the browser lays it out: asked for few elements, because the answer can cost a layout of the page. */
export function isRendered(element: Element): boolean {
  if (covered || typeof element.checkVisibility !== 'function') return true;
  return (
    element.checkVisibility({ visibilityProperty: true }) || element.closest('details:not([open])') !== null
  );
}
