import { computed, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { TextRange } from '../../utils/prompt/slash.ts';
import type { PanelParts } from './panel-parts.ts';
import type { PostingInSight, PromptMenu } from './prompt-menu.ts';

/** The id of the list that "/" opens; its options have it with their number. */
export const promptListId = 'prompts';

/** Holds the place of the prompts until somebody wants one: of them, the first screen needs no more. */
export interface PromptSlot {
  readonly menu: ReadonlySignal<PromptMenu | null>;
  /** What the composer is to select; a new object asks again. */
  readonly selection: ReadonlySignal<TextRange | null>;
  /** Null until the page is watched. */
  readonly posting: Signal<PostingInSight | null>;
  load(): Promise<PromptMenu>;
  /** Tells what stands in the composer, and where the caret is in it. */
  typed(text: string, caret: number): void;
}

export function createPromptSlot({ draft, ports, say }: PanelParts): PromptSlot {
  const menu = signal<PromptMenu | null>(null);
  const selection = signal<TextRange | null>(null);
  const posting = signal<PostingInSight | null>(null);
  let loading: Promise<PromptMenu> | null = null;

  async function load(): Promise<PromptMenu> {
    const [{ createPromptMenu }, { read, onChanged }] = await Promise.all([
      import('./prompt-menu.ts'),
      ports.promptEdits(),
    ]);
    const loaded = await createPromptMenu({
      readText: () => draft.text.value,
      input: draft.input,
      hasQuestion: () => draft.attached.value.quotes.some(({ source }) => source === 'form-question'),
      select: (range) => (selection.value = range),
      readEdits: read,
      onEdited: onChanged,
      posting: {
        seen: computed(() => posting.value?.seen.value ?? false),
        attach: () => posting.value?.attach(),
      },
      say,
    });
    menu.value = loaded;
    return loaded;
  }
  const slot: PromptSlot = {
    menu,
    selection,
    posting,
    load: () => (loading ??= load()),
    typed(text, caret) {
      if (menu.value !== null) menu.value.typed(text, caret);
      else if (text.includes('/')) {
        slot.load().then(
          // What was typed since counts as well, unless the caret went elsewhere.
          (loaded) => loaded.typed(draft.text.value, caret + draft.text.value.length - text.length),
          (error: unknown) => console.error('panel: the prompts could not be loaded', error),
        );
      }
    },
  };
  return slot;
}
