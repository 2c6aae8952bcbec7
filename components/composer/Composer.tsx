import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { Icon } from '../icon/Icon.tsx';
import { toComposerAct } from './composer-act.ts';

interface Props {
  readonly text: string;
  readonly editing: boolean;
  readonly running: boolean;
  readonly placeholder: string;
  /** The caret moves here whenever this number changes. */
  readonly focusRequest: number;
  readonly onInput: (text: string) => void;
  readonly onSend: () => void;
  readonly onStop: () => void;
  /** False where there is nothing to edit. */
  readonly onEditLast: () => boolean;
  readonly onCancelEdit: () => void;
}

const sizesItself = typeof CSS !== 'undefined' && CSS.supports('field-sizing', 'content');

/** Where the next message is written, and the running answer is stopped. */
export function Composer(props: Props) {
  const { text, editing, running, placeholder, focusRequest, onInput, onSend, onStop, onCancelEdit } = props;
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    const area = box.current;
    area?.focus();
    area?.setSelectionRange(area.value.length, area.value.length);
  }, [focusRequest]);
  useLayoutEffect(() => {
    const area = box.current;
    if (sizesItself || area === null) return;
    area.style.height = 'auto';
    area.style.height = `${area.scrollHeight}px`;
  }, [text]);

  function onKeyDown(event: KeyboardEvent): void {
    const act = toComposerAct(event, { empty: text === '', editing });
    if (act === 'send') {
      event.preventDefault();
      onSend();
    } else if (act === 'cancel-edit') {
      event.preventDefault();
      event.stopPropagation();
      onCancelEdit();
    } else if (act === 'edit-last' && props.onEditLast()) {
      event.preventDefault();
    }
  }
  const nothing = text.trim() === '';
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        onSend();
      }}
    >
      {editing && (
        <div class="composer-editing">
          <Icon name="rename" />
          <span>Editing</span>
          <button type="button" class="link-button" onClick={onCancelEdit}>
            Cancel
          </button>
        </div>
      )}
      <div class="composer-box">
        <textarea
          ref={box}
          class="composer-text"
          aria-label="Message"
          aria-keyshortcuts="Enter"
          dir="auto"
          rows={1}
          placeholder={placeholder}
          value={text}
          onInput={(event) => onInput(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <button
          type="button"
          class="composer-button"
          aria-label={running ? 'Stop' : 'Send'}
          title={running ? 'Stop (Esc)' : 'Send (Enter)'}
          aria-disabled={!running && nothing}
          onClick={(event) => {
            if (!running) onSend();
            // The second half of a double click on "Send" is not meant for "Stop".
            else if (event.detail < 2) onStop();
          }}
        >
          <Icon name={running ? 'stop' : 'send'} />
        </button>
      </div>
    </form>
  );
}
