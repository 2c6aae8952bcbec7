import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';

interface Props {
  readonly label: string;
  /** What the button that shows it calls it, e.g. `key`. */
  readonly noun: string;
  readonly value: string;
  readonly hint?: string;
  readonly onInput: (text: string) => void;
}

/**
 * A key or token: a plain text box drawn as dots, so that it is a `textbox` to assistive tools and no
 * password that the browser offers to remember.
 */
export function SecretField({ label, noun, value, hint, onInput }: Props): JSX.Element {
  const id = useId();
  const [shown, setShown] = useState(false);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="setup-secret">
        <input
          id={id}
          class={shown ? 'input setup-mono' : 'input setup-mono setup-dots'}
          type="text"
          value={value}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          data-1p-ignore
          data-lpignore="true"
          {...(hint === undefined ? {} : { 'aria-describedby': `${id}-hint` })}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
        <button type="button" class="link-button" aria-pressed={shown} onClick={() => setShown(!shown)}>
          {shown ? `Hide ${noun}` : `Show ${noun}`}
        </button>
      </div>
      {hint !== undefined && (
        <p id={`${id}-hint`} class="setup-hint">
          {hint}
        </p>
      )}
    </div>
  );
}
