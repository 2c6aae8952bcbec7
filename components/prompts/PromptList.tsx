import { useLayoutEffect, useRef } from 'preact/hooks';
import type { ListedPrompt } from '../../utils/prompt/list-prompts.ts';
import './prompts.css';

interface Props {
  readonly id: string;
  readonly prompts: readonly ListedPrompt[];
  readonly active: number;
  readonly onActive: (index: number) => void;
  readonly onPick: (prompt: ListedPrompt) => void;
  /** False where the key is none of the list's. */
  readonly onKey: (key: string) => boolean;
  readonly onLeave: () => void;
}

/**
 * The prompts that "/" offers, over the composer. The caret stays in the textbox, which names the active
 * option; the pointer may take one as well, and whoever goes into the list has the same keys there.
 */
export function PromptList({ id, prompts, active, onActive, onPick, onKey, onLeave }: Props) {
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [active, prompts]);
  return (
    <div
      class="prompt-list"
      role="listbox"
      id={id}
      aria-label="Prompts"
      aria-activedescendant={`${id}-${active}`}
      tabIndex={0}
      ref={list}
      onKeyDown={(event) => {
        if (event.shiftKey || !onKey(event.key)) return;
        event.preventDefault();
        event.stopPropagation();
      }}
      onBlur={onLeave}
    >
      {prompts.map((prompt, index) => (
        <div
          key={prompt.id}
          id={`${id}-${index}`}
          class="prompt-option"
          role="option"
          aria-selected={index === active}
          // The caret must stay where it is.
          onPointerDown={(event) => event.preventDefault()}
          onPointerMove={() => index !== active && onActive(index)}
          onClick={() => onPick(prompt)}
        >
          <span class="prompt-title" dir="auto">
            {prompt.title}
          </span>
          <span class="prompt-hint">{toHint(prompt)}</span>
        </div>
      ))}
    </div>
  );
}

function toHint({ origin, audience }: ListedPrompt): string {
  if (origin === 'own') return 'yours';
  return audience === 'recruiter' ? 'hiring' : '';
}
