import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { isWebAddress } from '../../utils/posting/correct-posting.ts';
import { toSafeLink } from '../../utils/std/safe-link.ts';
import { Icon } from '../icon/Icon.tsx';
import { FieldEdit } from './FieldEdit.tsx';
import type { ShownPosting } from './PostingRegion.tsx';
import { type PostingField, type PostingRow, toPostingRows } from './posting-rows.ts';

interface Props {
  readonly shown: ShownPosting;
  /** Null takes the correction back. */
  readonly onCorrect: (field: PostingField, text: string | null) => void;
}

/** Every field of a posting, with where it is from; each can be corrected by hand. */
export function PostingDetails({ shown, onCorrect }: Props) {
  const { posting, corrections } = shown;
  const [editing, setEditing] = useState<PostingField | null>(null);
  return (
    <ul class="posting-rows" aria-label="Details">
      {toPostingRows(posting, corrections).map((row) => (
        <Row
          key={row.field}
          row={row}
          editing={editing === row.field}
          onEdit={() => setEditing(row.field)}
          onDone={(text) => {
            setEditing(null);
            if (text !== undefined) onCorrect(row.field, text);
          }}
        />
      ))}
    </ul>
  );
}

interface RowProps {
  readonly row: PostingRow;
  readonly editing: boolean;
  readonly onEdit: () => void;
  /** Undefined changes nothing, null takes the correction back. */
  readonly onDone: (text: string | null | undefined) => void;
}

function Row({ row, editing, onEdit, onDone }: RowProps) {
  const edit = useRef<HTMLButtonElement>(null);
  const wasEditing = useRef(false);
  useLayoutEffect(() => {
    // The field that had the focus is gone: it goes back to where it came from.
    if (wasEditing.current && !editing) edit.current?.focus();
    wasEditing.current = editing;
  }, [editing]);
  if (editing) {
    return (
      <li class="posting-row editing">
        <FieldEdit row={row} onSave={onDone} onCancel={() => onDone(undefined)} />
      </li>
    );
  }
  return (
    <li class="posting-row">
      <div class="posting-row-words">
        <span class="posting-label">{row.label}</span>
        <Value row={row} />
        {row.source !== '' && (
          <span class="posting-source">
            {row.guess && <b class="posting-guess">a guess</b>}
            {row.source}
          </span>
        )}
      </div>
      {row.corrected && (
        <button
          type="button"
          class="icon-button small"
          aria-label={`Undo correction of ${row.label}`}
          title="Undo correction"
          onClick={() => {
            onDone(null);
            edit.current?.focus();
          }}
        >
          <Icon name="reset" />
        </button>
      )}
      <button
        type="button"
        class="icon-button small"
        ref={edit}
        aria-label={`Correct ${row.label}`}
        title="Correct"
        onClick={onEdit}
      >
        <Icon name="rename" />
      </button>
    </li>
  );
}

function Value({ row: { field, text, label } }: Pick<RowProps, 'row'>) {
  if (text === '') return <span class="posting-value unknown">Not stated</span>;
  const link = field === 'applyUrl' && isWebAddress(text) ? toSafeLink(text) : null;
  if (link !== null) {
    return (
      <a
        class="posting-value"
        href={link.href}
        target="_blank"
        rel="noopener noreferrer nofollow"
        title={link.href}
        dir="ltr"
      >
        {link.host}
      </a>
    );
  }
  if (field !== 'description') {
    return (
      <span class="posting-value">
        <bdi>{text}</bdi>
      </span>
    );
  }
  return (
    <div class="posting-value posting-description" tabIndex={0} role="group" aria-label={label}>
      {text}
    </div>
  );
}
