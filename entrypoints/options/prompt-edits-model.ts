import { signal, type ReadonlySignal } from '@preact/signals';
import { noPromptEdits, type Prompt, type PromptEdits } from '../../utils/chat/prompt.ts';
import {
  deletePrompt,
  listPrompts,
  movePrompt,
  resetPrompt,
  restorePrompts,
  savePrompt,
} from '../../utils/prompt/list-prompts.ts';
import type { LocalItem } from '../../utils/settings/local-item.ts';

/** What was said last, and what it can be taken back to. */
export interface PromptsNotice {
  readonly words: string;
  readonly undo: (() => Promise<boolean>) | null;
}

/** The prompts in the settings. Every verb resolves to false where the browser refused to store. */
export interface PromptEditsModel {
  readonly edits: ReadonlySignal<PromptEdits>;
  readonly notice: ReadonlySignal<PromptsNotice | null>;
  save(prompt: Prompt): Promise<boolean>;
  remove(id: string): Promise<boolean>;
  reset(id: string): Promise<boolean>;
  restore(): Promise<boolean>;
  move(id: string, by: -1 | 1): Promise<boolean>;
  show(shown: PromptEdits['shown']): Promise<boolean>;
}

/** `onChanged`: calls back after every change, also of another tab's. */
export function createPromptEditsModel({
  item,
  onChanged,
}: {
  readonly item: LocalItem<PromptEdits>;
  readonly onChanged: (listener: () => void) => void;
}): PromptEditsModel {
  const edits = signal(noPromptEdits);
  const notice = signal<PromptsNotice | null>(null);
  async function read(): Promise<void> {
    edits.value = await item.read();
  }
  async function change(
    words: string,
    next: (before: PromptEdits) => PromptEdits,
    undo: PromptsNotice['undo'] = null,
  ): Promise<boolean> {
    try {
      await item.update(next);
      await read();
      notice.value = { words, undo };
      return true;
    } catch (cause) {
      console.error('options: the prompts could not be stored', cause);
      notice.value = { words: 'The browser did not store this. Try again.', undo: null };
      return false;
    }
  }
  const titleOf = (id: string): string => listPrompts(edits.value).find((one) => one.id === id)?.title ?? '';

  onChanged(() => void read());
  void read();
  return {
    edits,
    notice,
    save: (prompt) => change(`“${prompt.title.trim()}” is saved.`, (before) => savePrompt(before, prompt)),
    remove(id) {
      const before = edits.value;
      const words = `“${titleOf(id)}” is deleted.`;
      const undo = (): Promise<boolean> => change('It is back.', () => before);
      return change(words, (current) => deletePrompt(current, id), undo);
    },
    reset(id) {
      const before = edits.value;
      const undo = (): Promise<boolean> => change('Your words are back.', () => before);
      return change('The prompt has its own words again.', (current) => resetPrompt(current, id), undo);
    },
    restore: () => change('All deleted prompts are back.', restorePrompts),
    move: (id, by) => change(`“${titleOf(id)}” is moved.`, (before) => movePrompt(before, id, by)),
    show: (shown) => change('Saved.', (before) => ({ ...before, shown })),
  };
}
