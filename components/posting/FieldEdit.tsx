import type { JSX } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { isWebAddress } from '../../utils/posting/correct-posting.ts';
import { employmentTypes, workplaces } from '../../utils/posting/posting.ts';
import type { PostingRow } from './posting-rows.ts';
import { employmentWords, workplaceWords } from './posting-words.ts';

interface Props {
  readonly row: PostingRow;
  readonly onSave: (text: string) => void;
  readonly onCancel: () => void;
}

/** One field while it is corrected. An empty one means: not known. */
export function FieldEdit({ row, onSave, onCancel }: Props) {
  const [text, setText] = useState(row.input);
  const [wrong, setWrong] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const wrongId = useId();
  useLayoutEffect(() => form.current?.querySelector<HTMLElement>('input, select, textarea')?.focus(), []);

  function save(): void {
    const typed = text.trim();
    if (row.field === 'applyUrl' && typed !== '' && !isWebAddress(typed)) setWrong(true);
    else onSave(typed);
  }
  return (
    <form
      class="posting-edit"
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.isComposing) return;
        event.preventDefault();
        event.stopPropagation();
        onCancel();
      }}
    >
      <Field row={row} text={text} wrongId={wrong ? wrongId : undefined} onText={setText} />
      {wrong && (
        <p class="posting-wrong" id={wrongId} role="alert">
          This is no web address. It begins with https://
        </p>
      )}
      <div class="posting-edit-buttons">
        <button type="button" class="button" onClick={onCancel}>
          Cancel
        </button>
        <button type="submit" class="button primary">
          Save
        </button>
      </div>
    </form>
  );
}

interface FieldProps {
  readonly row: PostingRow;
  readonly text: string;
  readonly wrongId: string | undefined;
  readonly onText: (text: string) => void;
}

function Field({ row, text, wrongId, onText }: FieldProps): JSX.Element {
  if (row.field === 'employmentTypes') return <Types label={row.label} text={text} onText={onText} />;
  return (
    <label class="field">
      {row.label}
      {row.field === 'workplace' ? (
        <select class="input" value={text} onChange={(event) => onText(event.currentTarget.value)}>
          <option value="">Not stated</option>
          {workplaces.map((one) => (
            <option key={one} value={one}>
              {workplaceWords[one]}
            </option>
          ))}
        </select>
      ) : row.field === 'description' ? (
        <textarea
          class="input"
          rows={6}
          dir="auto"
          maxLength={24_000}
          value={text}
          onInput={(event) => onText(event.currentTarget.value)}
        />
      ) : (
        <Line row={row} text={text} wrongId={wrongId} onText={onText} />
      )}
    </label>
  );
}

function Line({ row, text, wrongId, onText }: FieldProps): JSX.Element {
  if (row.field === 'datePosted' || row.field === 'validThrough') {
    return (
      <input class="input" type="date" value={text} onInput={(event) => onText(event.currentTarget.value)} />
    );
  }
  return (
    <input
      class="input"
      dir="auto"
      maxLength={row.field === 'applyUrl' ? 4_000 : 600}
      value={text}
      aria-invalid={wrongId !== undefined}
      aria-describedby={wrongId}
      onInput={(event) => onText(event.currentTarget.value)}
    />
  );
}

function Types({
  label,
  text,
  onText,
}: Pick<FieldProps, 'text' | 'onText'> & { readonly label: string }): JSX.Element {
  const chosen = new Set(text.split(','));
  return (
    <fieldset class="posting-types">
      <legend>{label}</legend>
      {employmentTypes.map((type) => (
        <label key={type}>
          <input
            type="checkbox"
            checked={chosen.has(type)}
            onChange={(event) => {
              if (event.currentTarget.checked) chosen.add(type);
              else chosen.delete(type);
              onText(employmentTypes.filter((one) => chosen.has(one)).join(','));
            }}
          />
          {employmentWords[type]}
        </label>
      ))}
    </fieldset>
  );
}
