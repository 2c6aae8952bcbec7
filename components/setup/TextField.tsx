import type { JSX } from 'preact';
import { useId } from 'preact/hooks';

interface Props {
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly hint?: string;
  /** True for a text of several lines. */
  readonly long?: boolean;
  /** True for an address, which no keyboard should correct. */
  readonly address?: boolean;
  readonly onInput: (text: string) => void;
}

/** A text box with its label above and a hint below. */
export function TextField(props: Props): JSX.Element {
  const { label, value, placeholder = '', hint, long = false, address = false, onInput } = props;
  const id = useId();
  const shared = {
    id,
    value,
    placeholder,
    ...(hint === undefined ? {} : { 'aria-describedby': `${id}-hint` }),
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {long ? (
        <textarea
          {...shared}
          class="input setup-long"
          rows={4}
          dir="auto"
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      ) : (
        <input
          {...shared}
          class="input"
          type="text"
          {...(address
            ? { inputMode: 'url', autocapitalize: 'off', spellcheck: false, autocomplete: 'off' }
            : { dir: 'auto', autocomplete: 'off' })}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
      {hint !== undefined && (
        <p id={`${id}-hint`} class="setup-hint">
          {hint}
        </p>
      )}
    </div>
  );
}
