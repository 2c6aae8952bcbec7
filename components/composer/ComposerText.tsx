import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

/** A stretch of the text, as `selectionStart` and `selectionEnd` count. */
interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** A list over the composer that takes keys first. `active`: the chosen option; its id is `listId-active`. */
export interface ComposerPopup {
  readonly listId: string;
  readonly active: number;
  /** False where the key is none of the list's. */
  readonly onKey: (key: string) => boolean;
  readonly onLeave: () => void;
}

export interface ComposerTextProps {
  readonly text: string;
  readonly placeholder: string;
  /** The caret moves here whenever this number changes. */
  readonly focusRequest: number;
  /** What is to be selected; the caret moves there with every new object. */
  readonly selection?: TextRange | null;
  readonly popup?: ComposerPopup | null;
  /** `caret` counts UTF-16 units from the start. */
  readonly onInput: (text: string, caret: number) => void;
  /** The caret moved without a change of the text. */
  readonly onCaret?: (text: string, caret: number) => void;
}

const sizesItself = typeof CSS !== 'undefined' && CSS.supports('field-sizing', 'content');
const caretKeys = new Set(['ArrowLeft', 'ArrowRight', 'Home', 'End']);

/** The textbox of the composer: grows with its words, and gives the keys of its list to the list. */
export function ComposerText(
  props: ComposerTextProps & { readonly onKeyDown: (event: KeyboardEvent) => void },
) {
  const { text, placeholder, focusRequest, selection = null, popup = null, onInput, onCaret } = props;
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    const area = box.current;
    area?.focus();
    area?.setSelectionRange(area.value.length, area.value.length);
  }, [focusRequest]);
  // After the effect above, which moves the caret to the end.
  useEffect(() => {
    if (selection === null) return;
    box.current?.focus();
    box.current?.setSelectionRange(selection.start, selection.end);
  }, [selection]);
  useLayoutEffect(() => {
    const area = box.current;
    if (sizesItself || area === null) return;
    area.style.height = 'auto';
    area.style.height = `${area.scrollHeight}px`;
  }, [text]);
  return (
    <textarea
      ref={box}
      class="composer-text"
      aria-label="Message"
      aria-keyshortcuts="Enter"
      aria-autocomplete="list"
      aria-controls={popup?.listId}
      aria-activedescendant={popup === null ? undefined : `${popup.listId}-${popup.active}`}
      dir="auto"
      rows={1}
      placeholder={placeholder}
      value={text}
      onInput={({ currentTarget: area }) => onInput(area.value, area.selectionEnd)}
      onKeyDown={(event) => {
        if (popup !== null && isForList(event) && popup.onKey(event.key)) {
          event.preventDefault();
          // Escape is the list's alone: it must not also stop a running answer.
          event.stopPropagation();
        } else props.onKeyDown(event);
      }}
      onKeyUp={({ key, currentTarget: area }) => {
        if (caretKeys.has(key)) onCaret?.(area.value, area.selectionEnd);
      }}
      onClick={({ currentTarget: area }) => onCaret?.(area.value, area.selectionEnd)}
      onBlur={({ relatedTarget }) => {
        // The list takes the same keys.
        const inList = relatedTarget instanceof HTMLElement && relatedTarget.id === popup?.listId;
        if (!inList) popup?.onLeave();
      }}
    />
  );
}

/** Not while an input method composes, and no shortcut. */
function isForList({ isComposing, keyCode, shiftKey, altKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return !isComposing && keyCode !== 229 && !shiftKey && !altKey && !ctrlKey && !metaKey;
}
