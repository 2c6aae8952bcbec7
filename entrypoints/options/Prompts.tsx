import { useSignal } from '@preact/signals';
import type { JSX, RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { createId } from '../../utils/chat/id.ts';
import type { Prompt, PromptEdits } from '../../utils/chat/prompt.ts';
import { type ListedPrompt, listPrompts } from '../../utils/prompt/list-prompts.ts';
import type { PromptEditsModel } from './prompt-edits-model.ts';
import { PromptForm } from './PromptForm.tsx';
import { PromptItem } from './PromptItem.tsx';

interface Props {
  readonly model: PromptEditsModel;
}

const shownLabels: Readonly<Record<PromptEdits['shown'], string>> = {
  everyone: 'Looking for a job and hiring',
  'job-seeker': 'Looking for a job',
  recruiter: 'Hiring',
};

/** The prompts that "/" offers in the panel: changed, added, ordered, deleted and brought back. */
export function Prompts({ model }: Props): JSX.Element {
  /** The prompts whose forms are open: one that is opened must not close another with changes in it. */
  const open = useSignal<readonly Prompt[]>([]);
  const adding = useRef<HTMLButtonElement>(null);
  const { edits } = model;
  const prompts = listPrompts(edits.value);
  // A row that changes its place loses the focus on its way.
  const moved = useRef<Element | null>(null);
  useLayoutEffect(() => {
    if (moved.current instanceof HTMLElement) moved.current.focus();
    moved.current = null;
  }, [edits.value]);
  const added = open.value.filter(({ id }) => prompts.every((prompt) => prompt.id !== id));
  const edit = (prompt: Prompt): void => {
    if (open.value.every(({ id }) => id !== prompt.id)) open.value = [...open.value, prompt];
  };
  const form = (prompt: Prompt, listed: ListedPrompt | null): JSX.Element => (
    <OpenForm
      key={prompt.id}
      model={model}
      prompt={prompt}
      listed={listed}
      fallback={adding}
      onClose={() => (open.value = open.value.filter(({ id }) => id !== prompt.id))}
    />
  );
  return (
    <section class="options-section" aria-labelledby="prompts">
      <h2 id="prompts">Prompts</h2>
      <p>
        Type “/” in the panel to pick one. It goes into the message box, where you can change it before you
        send it. What you change here stays in this browser.
      </p>
      <ShownFor model={model} />
      <ul class="prompt-items" aria-label="Prompts">
        {prompts.map((prompt, index) => (
          <PromptItem
            key={prompt.id}
            prompt={prompt}
            first={index === 0}
            last={index === prompts.length - 1}
            onEdit={() => edit(prompt)}
            onMove={(by) => {
              moved.current = document.activeElement;
              void model.move(prompt.id, by);
            }}
          >
            {open.value.some(({ id }) => id === prompt.id) ? form(prompt, prompt) : null}
          </PromptItem>
        ))}
      </ul>
      {added.map((prompt) => form(prompt, null))}
      <div class="prompt-acts">
        <button
          type="button"
          class="button"
          ref={adding}
          onClick={() =>
            edit({
              id: createId(),
              title: '',
              text: '',
              audience: edits.value.shown === 'recruiter' ? 'recruiter' : 'job-seeker',
              needsPosting: false,
            })
          }
        >
          Add prompt
        </button>
        {edits.value.hidden.length > 0 && (
          <button type="button" class="button" onClick={() => void model.restore()}>
            Restore deleted prompts
          </button>
        )}
      </div>
      <NoticeLine model={model} />
    </section>
  );
}

function ShownFor({ model }: Props): JSX.Element {
  return (
    <label class="field">
      Show prompts for
      <select
        class="input"
        value={model.edits.value.shown}
        onChange={({ currentTarget: { value } }) => void model.show(toShown(value))}
      >
        {Object.entries(shownLabels).map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}

interface OpenFormProps extends Props {
  readonly prompt: Prompt;
  /** Null for one that is being added. */
  readonly listed: ListedPrompt | null;
  /** Gets the focus where what opened the form is gone. */
  readonly fallback: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

function OpenForm({ model, prompt, listed, fallback, onClose }: OpenFormProps): JSX.Element {
  const opener = useRef(document.activeElement);
  useLayoutEffect(
    () => () =>
      queueMicrotask(() => {
        const back = opener.current;
        if (back instanceof HTMLElement && back.isConnected) back.focus();
        else fallback.current?.focus();
      }),
    [],
  );
  const closeIf = (done: Promise<boolean>): void => void done.then((stored) => stored && onClose());
  return (
    <PromptForm
      prompt={prompt}
      onSave={(next) => closeIf(model.save(next))}
      onCancel={onClose}
      onDelete={listed === null ? null : () => closeIf(model.remove(prompt.id))}
      onReset={listed?.origin === 'edited' ? () => closeIf(model.reset(prompt.id)) : null}
    />
  );
}

/** Undo has no clock here: it stands until the next change. */
function NoticeLine({ model }: Props): JSX.Element {
  const notice = model.notice.value;
  const undo = notice?.undo ?? null;
  return (
    <p class="prompt-notice">
      <span role="status">{notice?.words}</span>
      {undo !== null && (
        <button type="button" class="link-button" onClick={() => void undo()}>
          Undo
        </button>
      )}
    </p>
  );
}

function toShown(value: string): PromptEdits['shown'] {
  return value === 'job-seeker' || value === 'recruiter' ? value : 'everyone';
}
