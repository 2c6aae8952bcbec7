import type { ComponentChildren, JSX } from 'preact';
import { Icon } from '../../components/icon/Icon.tsx';
import type { ListedPrompt } from '../../utils/prompt/list-prompts.ts';

interface Props {
  readonly prompt: ListedPrompt;
  readonly first: boolean;
  readonly last: boolean;
  readonly onEdit: () => void;
  readonly onMove: (by: -1 | 1) => void;
  /** Its form while it is open, else null. */
  readonly children: ComponentChildren;
}

const origins: Readonly<Record<ListedPrompt['origin'], string>> = {
  'built-in': '',
  edited: 'changed',
  own: 'yours',
};

/** One prompt in the settings. Its small buttons are described by its title, so that a voice tells them apart. */
export function PromptItem({ prompt, first, last, onEdit, onMove, children }: Props): JSX.Element {
  const titleId = `prompt-${prompt.id}`;
  const facts = [prompt.audience === 'recruiter' ? 'hiring' : '', origins[prompt.origin]].filter(
    (fact) => fact !== '',
  );
  return (
    <li class="prompt-item">
      <div class="prompt-row">
        <div class="prompt-words">
          <span id={titleId} dir="auto">
            {prompt.title}
          </span>
          {facts.length > 0 && <small>{facts.join(' · ')}</small>}
        </div>
        <Move name="Move up" titleId={titleId} end={first} onMove={() => onMove(-1)} />
        <Move name="Move down" titleId={titleId} end={last} onMove={() => onMove(1)} />
        <button
          type="button"
          class="icon-button small"
          aria-label="Edit prompt"
          title="Edit prompt"
          aria-describedby={titleId}
          aria-expanded={children !== null}
          onClick={onEdit}
        >
          <Icon name="rename" />
        </button>
      </div>
      {children}
    </li>
  );
}

interface MoveProps {
  readonly name: 'Move up' | 'Move down';
  readonly titleId: string;
  readonly end: boolean;
  readonly onMove: () => void;
}

/** At the end it stays in reach, so that the focus is not lost by the last step. */
function Move({ name, titleId, end, onMove }: MoveProps): JSX.Element {
  return (
    <button
      type="button"
      class={name === 'Move up' ? 'icon-button small' : 'icon-button small turned'}
      aria-label={name}
      title={name}
      aria-describedby={titleId}
      aria-disabled={end}
      onClick={() => !end && onMove()}
    >
      <Icon name="send" />
    </button>
  );
}
