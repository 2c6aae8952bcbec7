import type { ListedPrompt } from '../../utils/prompt/list-prompts.ts';
import './prompts.css';

interface Props {
  readonly prompts: readonly ListedPrompt[];
  readonly onPick: (prompt: ListedPrompt) => void;
}

/** A handful of prompts on an empty chat. They go into the composer, to be read and changed before they are sent. */
export function PromptChips({ prompts, onPick }: Props) {
  return (
    <div class="prompt-chips" role="group" aria-label="Suggestions">
      {prompts.map((prompt) => (
        <button
          key={prompt.id}
          type="button"
          class="prompt-chip"
          dir="auto"
          title={prompt.text}
          onClick={() => onPick(prompt)}
        >
          {prompt.title}
        </button>
      ))}
    </div>
  );
}
