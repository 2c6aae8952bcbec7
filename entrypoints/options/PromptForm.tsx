import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { type Prompt, promptLimits } from '../../utils/chat/prompt.ts';

interface Props {
  readonly prompt: Prompt;
  readonly onSave: (prompt: Prompt) => void;
  readonly onCancel: () => void;
  /** Null for one that is not saved yet. */
  readonly onDelete: (() => void) | null;
  /** Null where there is nothing to go back to. */
  readonly onReset: (() => void) | null;
}

/** The words of one prompt. It stays open until they are stored, or the user leaves it. */
export function PromptForm({ prompt, onSave, onCancel, onDelete, onReset }: Props): JSX.Element {
  const words = useSignal(prompt);
  const title = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => title.current?.focus(), []);
  const { value } = words;
  const incomplete = value.title.trim() === '' || value.text.trim() === '';
  const set = (change: Partial<Prompt>): void => void (words.value = { ...words.value, ...change });
  return (
    <form
      class="prompt-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!incomplete) onSave(value);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && value === prompt) onCancel();
      }}
    >
      <label class="field">
        Prompt title
        <input
          class="input"
          ref={title}
          dir="auto"
          maxLength={promptLimits.title}
          value={value.title}
          onInput={({ currentTarget }) => set({ title: currentTarget.value })}
        />
      </label>
      <label class="field">
        Prompt text
        <textarea
          class="input"
          dir="auto"
          rows={8}
          maxLength={promptLimits.text}
          aria-describedby="prompt-text-hint"
          value={value.text}
          onInput={({ currentTarget }) => set({ text: currentTarget.value })}
        />
      </label>
      <p id="prompt-text-hint">A word in braces, like {'{question}'}, is selected for you to type over.</p>
      <label class="prompt-check">
        <input
          type="checkbox"
          checked={value.needsPosting}
          onChange={() => set({ needsPosting: !value.needsPosting })}
        />
        Attach the posting on the page
      </label>
      <label class="prompt-check">
        <input
          type="checkbox"
          checked={value.audience === 'recruiter'}
          onChange={() => set({ audience: value.audience === 'recruiter' ? 'job-seeker' : 'recruiter' })}
        />
        For hiring
      </label>
      <div class="prompt-acts">
        <button type="submit" class="button primary" aria-disabled={incomplete}>
          Save prompt
        </button>
        <button type="button" class="button" onClick={onCancel}>
          Cancel
        </button>
        {onReset !== null && (
          <button type="button" class="button" onClick={onReset}>
            Reset prompt
          </button>
        )}
        {onDelete !== null && (
          <button type="button" class="button" onClick={onDelete}>
            Delete prompt
          </button>
        )}
      </div>
    </form>
  );
}
