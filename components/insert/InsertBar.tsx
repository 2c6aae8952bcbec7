import { useEffect, useRef } from 'preact/hooks';
import './insert-bar.css';

interface Props {
  /** The names of the fields on the page; null while they are looked up. */
  readonly fields: readonly string[] | null;
  /** Which of them is marked on the page. */
  readonly at: number | null;
  readonly onStep: (by: 1 | -1) => void;
  readonly onChoose: () => void;
  readonly onLeave: () => void;
}

/**
 * Stands while a field of the page is chosen: says which one is marked, and lets it be chosen from here by
 * keyboard as well. The names are the page's: text only.
 */
export function InsertBar({ fields, at, onStep, onChoose, onLeave }: Props) {
  const next = useRef<HTMLButtonElement>(null);
  // Whoever works by keyboard goes on from here; whoever points at the page is not disturbed by it.
  useEffect(() => next.current?.focus(), []);
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (event.key !== 'Escape' || event.isComposing) return;
      // A menu or dialog above it closes first.
      if (event.target instanceof Element && event.target.closest('dialog,[role="menu"],[role="listbox"]'))
        return;
      event.preventDefault();
      event.stopPropagation();
      onLeave();
    }
    document.addEventListener('keydown', onKey, { capture: true });
    return () => document.removeEventListener('keydown', onKey, { capture: true });
  }, [onLeave]);
  const name = at === null ? null : (fields?.[at] ?? null);
  return (
    <section class="insert-bar" aria-label="Insert into page">
      <p class="insert-words" role="status">
        {fields === null && 'Looking for text fields…'}
        {fields !== null && name === null && 'Click a text field on the page, or choose it from here.'}
        {fields !== null && at !== null && name !== null && (
          <>
            Field {at + 1} of {fields.length}: <bdi>{name === '' ? 'without a name' : name}</bdi>
          </>
        )}
      </p>
      <div class="insert-buttons">
        <button type="button" class="button" onClick={() => onStep(-1)}>
          Previous
        </button>
        <button type="button" class="button" ref={next} onClick={() => onStep(1)}>
          Next field
        </button>
        {name !== null && (
          <button type="button" class="button primary" onClick={onChoose}>
            Insert here
          </button>
        )}
        <button type="button" class="link-button" onClick={onLeave}>
          Cancel
        </button>
      </div>
    </section>
  );
}
