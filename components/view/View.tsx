import type { ComponentChildren, RefObject } from 'preact';
import { Icon } from '../icon/Icon.tsx';
import './view.css';

interface Props {
  readonly name: string;
  /** For its owner, who moves the focus there when what had it is gone. */
  readonly view: RefObject<HTMLDivElement | null>;
  /** What can be done with all that is listed, beside the name. */
  readonly acts?: ComponentChildren;
  readonly onBack: () => void;
  /** Where Escape first does something less than going back. */
  readonly onEscape?: () => void;
  readonly children: ComponentChildren;
  /** What floats above the list. */
  readonly foot: ComponentChildren;
}

/**
 * A list in the chat's place, which is inert meanwhile. Not in the browser's top layer: the undo of what is
 * removed from the list must stay in reach.
 */
export function View({ name, view, acts, onBack, onEscape = onBack, children, foot }: Props) {
  return (
    <div
      class="view"
      role="dialog"
      aria-modal="true"
      aria-label={name}
      tabIndex={-1}
      ref={view}
      onKeyDown={(event) => {
        // While a word is being composed, Escape is the input method's.
        if (event.key !== 'Escape' || event.isComposing) return;
        event.preventDefault();
        event.stopPropagation();
        onEscape();
      }}
    >
      <div class="view-head">
        <button
          type="button"
          class="icon-button"
          aria-label="Back to the chat"
          title="Back to the chat"
          onClick={onBack}
        >
          <Icon name="back" />
        </button>
        <h2>{name}</h2>
        {acts}
      </div>
      {children}
      <div class="view-foot">{foot}</div>
    </div>
  );
}
