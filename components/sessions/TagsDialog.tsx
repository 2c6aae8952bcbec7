import { useEffect, useId, useState } from 'preact/hooks';
import { type SessionSummary, tagFieldOf, tagLength, tagOfField } from '../../utils/chat/session.ts';
import { Dialog } from '../dialog/Dialog.tsx';
import './sessions.css';

interface Props {
  /** One chat or several. */
  readonly sessions: readonly SessionSummary[];
  /** Every tag that is in use, the most used first. */
  readonly readTags: () => Promise<readonly string[]>;
  /** What was changed: true gives the tag to all of the chats, false takes it from all. */
  readonly onTags: (tags: Readonly<Record<string, boolean>>) => void;
  readonly onClose: () => void;
}

type Changes = ReadonlyMap<string, boolean>;

/** Gives tags to chats and takes them away; a tag that only some of them have stays so until it is touched. */
export function TagsDialog({ sessions, readTags, onTags, onClose }: Props) {
  const [known, setKnown] = useState<readonly string[]>([]);
  const [changes, setChanges] = useState<Changes>(new Map());
  const [text, setText] = useState('');
  useEffect(() => void readTags().then(setKnown), []);

  function withAdded(): Changes {
    const tag = toTag(text);
    return tag === null ? changes : new Map([...changes, [tag, true]]);
  }
  return (
    <Dialog name="Tags" onClose={onClose}>
      <form
        class="dialog-form"
        onSubmit={(event) => {
          event.preventDefault();
          const all = withAdded();
          onClose();
          if (all.size > 0) onTags(Object.fromEntries(all));
        }}
      >
        <h2>{sessions.length === 1 ? 'Tags' : `Tags of ${sessions.length} chats`}</h2>
        <TagField
          text={text}
          known={known}
          onInput={setText}
          onAdd={() => {
            setChanges(withAdded());
            setText('');
          }}
        />
        <TagBoxes
          sessions={sessions}
          known={known}
          changes={changes}
          onToggle={(tag, on) => setChanges(new Map([...changes, [tag, on]]))}
        />
        <div class="dialog-buttons">
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button primary">
            Save tags
          </button>
        </div>
      </form>
    </Dialog>
  );
}

interface FieldProps {
  readonly text: string;
  readonly known: readonly string[];
  readonly onInput: (text: string) => void;
  readonly onAdd: () => void;
}

function TagField({ text, known, onInput, onAdd }: FieldProps) {
  const listId = useId();
  return (
    <div class="tags-add">
      <label class="field">
        New tag
        <input
          class="input"
          dir="auto"
          list={listId}
          maxLength={tagLength}
          value={text}
          onInput={(event) => onInput(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || text.trim() === '' || event.isComposing) return;
            event.preventDefault();
            onAdd();
          }}
        />
      </label>
      <datalist id={listId}>
        {known.map((tag) => (
          <option key={tag} value={tag} />
        ))}
      </datalist>
      <button type="button" class="button" onClick={onAdd}>
        Add
      </button>
    </div>
  );
}

interface BoxesProps extends Pick<Props, 'sessions'> {
  readonly known: readonly string[];
  readonly changes: Changes;
  readonly onToggle: (tag: string, on: boolean) => void;
}

function TagBoxes({ sessions, known, changes, onToggle }: BoxesProps) {
  const given = sessions.flatMap((session) => session.tags);
  const tags = [...new Set([...given, ...changes.keys(), ...known])];
  if (tags.length === 0) return null;
  return (
    <fieldset class="tags-list">
      <legend class="visually-hidden">Tags</legend>
      {tags.map((tag) => {
        const count = given.filter((one) => one === tag).length;
        const on = changes.get(tag) ?? count === sessions.length;
        const some = !changes.has(tag) && count > 0 && !on;
        return (
          <label key={tag} class="tags-item">
            <input type="checkbox" checked={on} indeterminate={some} onChange={() => onToggle(tag, !on)} />
            <bdi>{tag}</bdi>
          </label>
        );
      })}
    </fieldset>
  );
}

/** The tag as it is stored, or null for what is none. */
function toTag(text: string): string | null {
  const field = tagFieldOf(text);
  return field === null ? null : tagOfField(field);
}
