/** What the picker draws over a page: a frame around one field, and a line that says what to do. */
export interface InsertOverlay {
  /** Frames that element; null frames none. */
  mark(element: Element | null): void;
  close(): void;
}

const hint = 'Choose a field for the answer: click it, or press Tab and then Enter. Esc leaves.';
const above = '2147483647';
const ink = '#1d1c1a';
const accent = '#0f6b5c';

/**
 * Lies in a closed shadow root, lets every click through, and is styled element by element, so that neither
 * the page's styles nor its content policy touch it. `words`: only the tab's own frame says what to do.
 */
export function openInsertOverlay(page: Document, { words }: { readonly words: boolean }): InsertOverlay {
  const host = page.createElement('div');
  const root = host.attachShadow({ mode: 'closed' });
  const box = page.createElement('div');
  style(host, {
    all: 'initial',
    position: 'fixed',
    inset: '0',
    width: '100%',
    height: '100%',
    'max-width': 'none',
    'max-height': 'none',
    margin: '0',
    padding: '0',
    border: '0',
    background: 'transparent',
    overflow: 'visible',
    'pointer-events': 'none',
    'z-index': above,
  });
  style(box, {
    position: 'fixed',
    display: 'none',
    'box-sizing': 'border-box',
    border: `2px solid ${accent}`,
    outline: '1px solid #ffffff',
    'border-radius': '6px',
    background: 'rgb(15 107 92 / 10%)',
  });
  root.append(box);
  if (words) root.append(createBar(page));
  page.documentElement.append(host);
  show(host);

  let marked: Element | null = null;
  function place(): void {
    if (marked === null || !marked.isConnected) {
      box.style.setProperty('display', 'none', 'important');
      return;
    }
    const { left, top, width, height } = marked.getBoundingClientRect();
    style(box, {
      display: 'block',
      left: `${left - 3}px`,
      top: `${top - 3}px`,
      width: `${width + 6}px`,
      height: `${height + 6}px`,
    });
  }
  const view = page.defaultView;
  view?.addEventListener('scroll', place, { capture: true, passive: true });
  view?.addEventListener('resize', place);
  return {
    mark(element) {
      marked = element;
      place();
    },
    close() {
      view?.removeEventListener('scroll', place, { capture: true });
      view?.removeEventListener('resize', place);
      host.remove();
    },
  };
}

function createBar(page: Document): HTMLElement {
  const bar = page.createElement('div');
  bar.setAttribute('role', 'status');
  bar.textContent = hint;
  style(bar, {
    position: 'fixed',
    left: '50%',
    bottom: '16px',
    transform: 'translateX(-50%)',
    'box-sizing': 'border-box',
    'max-width': 'calc(100% - 32px)',
    width: 'max-content',
    padding: '8px 14px',
    'border-radius': '8px',
    border: '1px solid #ffffff',
    background: ink,
    color: '#ffffff',
    font: '13px/1.45 system-ui, sans-serif',
    'text-align': 'center',
  });
  return bar;
}

/** Above a modal dialog of the page too, where the browser can. */
function show(host: HTMLElement): void {
  if (typeof host.showPopover !== 'function') return;
  host.setAttribute('popover', 'manual');
  host.showPopover();
}

function style(element: HTMLElement, rules: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(rules)) element.style.setProperty(name, value, 'important');
}
