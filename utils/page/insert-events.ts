import { fieldOnPath, isVisible, type TextField } from './text-fields.ts';

interface PickEvents {
  readonly isTrusted: (event: Event) => boolean;
  readonly fields: () => readonly TextField[];
  readonly marked: () => TextField | null;
  readonly onMark: (field: TextField | null) => void;
  readonly onChoose: (field: TextField) => void;
  readonly onLeave: () => void;
}

const presses = [
  'pointerdown',
  'mousedown',
  'pointerup',
  'mouseup',
  'click',
  'dblclick',
  'auxclick',
] as const;
const swallowed = ['keypress', 'keyup'] as const;

/**
 * Hears the pointer and the keys of a page before the page does: a press on a field chooses it and goes no
 * further, whatever else is pressed belongs to the page. Returns what ends it.
 */
export function listenForPick(page: Document, events: PickEvents): () => void {
  const view = page.defaultView;
  const ending = new AbortController();
  const options = { capture: true, signal: ending.signal };
  function onPointer(event: Event): void {
    if (events.isTrusted(event)) events.onMark(fieldOf(event));
  }
  function onPress(event: Event): void {
    const field = events.isTrusted(event) ? fieldOf(event) : null;
    if (field === null) return;
    take(event);
    if (event.type === 'click') events.onChoose(field);
  }
  function onKey(event: KeyboardEvent): void {
    if (!events.isTrusted(event) || event.isComposing || event.ctrlKey || event.metaKey || event.altKey)
      return;
    if (event.key === 'Escape') {
      take(event);
      events.onLeave();
    } else if (event.key === 'Enter') {
      const field = events.marked();
      if (field === null) return;
      take(event);
      // Not before the key is up again: the page would hear it as typed into the field.
      keepFromPage(page, 'Enter');
      events.onChoose(field);
    } else if (event.key === 'Tab' || event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const back = event.key === 'ArrowUp' || (event.key === 'Tab' && event.shiftKey);
      const next = step(events, back ? -1 : 1);
      // Past the last field the browser's own order goes on, into other frames.
      if (next === null && event.key === 'Tab') return;
      take(event);
      if (next === null) return;
      next.element.focus();
      next.element.scrollIntoView({ block: 'nearest' });
      events.onMark(next);
    }
  }
  function onFocus(event: Event): void {
    const field = fieldOf(event);
    if (field !== null) events.onMark(field);
  }
  view?.addEventListener('pointermove', onPointer, options);
  view?.addEventListener('focusin', onFocus, options);
  view?.addEventListener('keydown', onKey, options);
  for (const name of presses) view?.addEventListener(name, onPress, options);
  return () => ending.abort();
}

function fieldOf(event: Event): TextField | null {
  const field = fieldOnPath(event.composedPath());
  return field !== null && isVisible(field.element) ? field : null;
}

function step({ fields, marked }: PickEvents, by: 1 | -1): TextField | null {
  const all = fields();
  const current = marked();
  const at = current === null ? -1 : all.findIndex(({ element }) => element === current.element);
  if (at === -1) return (by === 1 ? all[0] : all.at(-1)) ?? null;
  return all[at + by] ?? null;
}

function keepFromPage(page: Document, key: string): void {
  const ending = new AbortController();
  for (const name of swallowed) {
    page.defaultView?.addEventListener(
      name,
      (event) => {
        if (event instanceof KeyboardEvent && event.key !== key) return;
        take(event);
        if (name === 'keyup') ending.abort();
      },
      { capture: true, signal: ending.signal },
    );
  }
  setTimeout(() => ending.abort(), 2_000);
}

function take(event: Event): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}
