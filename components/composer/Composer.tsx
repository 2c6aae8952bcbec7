import type { QuotePart } from '../../utils/chat/message.ts';
import { AttachedChips } from './AttachedChips.tsx';
import { Icon } from '../icon/Icon.tsx';
import { toComposerAct } from './composer-act.ts';
import { ComposerText, type ComposerTextProps } from './ComposerText.tsx';

interface Props extends ComposerTextProps {
  /** What goes with the words. */
  readonly attached?: readonly QuotePart[];
  readonly editing: boolean;
  readonly running: boolean;
  readonly onSend: () => void;
  readonly onStop: () => void;
  /** False where there is nothing to edit. */
  readonly onEditLast: () => boolean;
  readonly onCancelEdit: () => void;
  readonly onDetach?: (quote: QuotePart) => void;
}

/** Where the next message is written, and the running answer is stopped. */
export function Composer(props: Props) {
  const { text, editing, running, onSend, onStop, onCancelEdit } = props;
  const { attached = [], onDetach = () => {} } = props;
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
  const nothing = text.trim() === '' && attached.length === 0;
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
        <AttachedChips quotes={attached} onRemove={onDetach} />
        <ComposerText {...props} onKeyDown={onKeyDown} />
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
