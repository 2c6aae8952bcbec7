import { useEffect, useRef } from 'preact/hooks';

interface Props {
  readonly sentence: string;
  readonly onUndo: () => void;
  /** The pointer or the caret is here: the time stands still until `onResume`. */
  readonly onPause: () => void;
  readonly onResume: () => void;
}

/** Offers to take back what was just done. The announcer says it; this is for the eye and the keyboard. */
export function UndoToast({ sentence, onUndo, onPause, onResume }: Props) {
  const toast = useRef<HTMLDivElement>(null);
  const hovered = useRef(false);
  useEffect(() => {
    hovered.current = false;
  }, [sentence]);
  function resumeIfLeft(): void {
    if (!hovered.current && toast.current?.contains(document.activeElement) !== true) onResume();
  }
  return (
    <div
      class="toast"
      ref={toast}
      onPointerEnter={() => {
        hovered.current = true;
        onPause();
      }}
      onPointerLeave={() => {
        hovered.current = false;
        resumeIfLeft();
      }}
      onFocusIn={onPause}
      onFocusOut={(event) => {
        const next = event.relatedTarget;
        if (next instanceof Node && toast.current?.contains(next) === true) return;
        if (!hovered.current) onResume();
      }}
    >
      <span>{sentence}</span>
      <button type="button" class="toast-button" onClick={onUndo}>
        Undo
      </button>
    </div>
  );
}
