import { batch, computed, signal, type ReadonlySignal } from '@preact/signals';
import type { PromptEdits } from '../../utils/chat/prompt.ts';
import { type ListedPrompt, listOffered, listStarters } from '../../utils/prompt/list-prompts.ts';
import { filterPrompts, insertPrompt, readSlash, type TextRange } from '../../utils/prompt/slash.ts';

/** The list that "/" opens: what fits, and which of it Enter would take. */
export interface PromptPopup {
  readonly prompts: readonly ListedPrompt[];
  readonly active: number;
}

/** What the prompts work on. */
export interface PromptMenuPorts {
  readonly readText: () => string;
  readonly input: (text: string) => void;
  /** Whether a question of an application form goes with the words. */
  readonly hasQuestion: () => boolean;
  /** Puts the caret into the composer and selects there. */
  readonly select: (range: TextRange) => void;
  readonly readEdits: () => Promise<PromptEdits>;
  /** Calls back after every change of the edits. */
  readonly onEdited: (listener: () => void) => void;
  readonly posting: PostingInSight;
  readonly say: (words: string) => void;
}

/** The posting on the page, as far as prompts need it. */
export interface PostingInSight {
  /** True while one is read that could be attached. */
  readonly seen: ReadonlySignal<boolean>;
  attach(): void;
}

/** Picks prompts for the composer. Its code is loaded with the first "/" or the first empty chat. */
export interface PromptMenu {
  readonly popup: ReadonlySignal<PromptPopup | null>;
  /** The handful for an empty chat; null until read. */
  readonly starters: ReadonlySignal<readonly ListedPrompt[] | null>;
  /** Tells what stands in the composer, and where the caret is in it. */
  typed(text: string, caret: number): void;
  /** Takes a key of the composer; false where it is none of the list's. */
  onKey(key: string): boolean;
  setActive(index: number): void;
  /** Puts a prompt where the "/" stands. */
  pick(prompt: ListedPrompt): void;
  /** Puts a prompt below what is written already. */
  insert(prompt: ListedPrompt): void;
  close(): void;
}

const mostStarters = 4;

export async function createPromptMenu(ports: PromptMenuPorts): Promise<PromptMenu> {
  const { posting, say } = ports;
  const edits = signal(await ports.readEdits());
  ports.onEdited(() => void ports.readEdits().then((next) => (edits.value = next)));
  const popup = signal<PromptPopup | null>(null);
  let range: TextRange = { start: 0, end: 0 };
  /** Where the "/" stands that Escape has closed the list of. */
  let left: number | null = null;

  function put(prompt: ListedPrompt, place: TextRange): void {
    const words = ports.hasQuestion()
      ? prompt.text.replaceAll('{question}', 'The question quoted below.')
      : prompt.text;
    const { text, selection } = insertPrompt(ports.readText(), place, words);
    batch(() => {
      popup.value = null;
      ports.input(text);
      if (prompt.needsPosting && posting.seen.value) posting.attach();
      ports.select(selection);
    });
  }
  function move(by: number): void {
    const open = popup.value;
    if (open === null) return;
    const count = open.prompts.length;
    popup.value = { ...open, active: (open.active + by + count) % count };
  }
  const menu: PromptMenu = {
    popup,
    starters: computed(() => listStarters(edits.value, { posting: posting.seen.value, most: mostStarters })),
    typed(text, caret) {
      const slash = readSlash(text, caret);
      if (slash?.start !== left) left = null;
      if (slash === null || left !== null) {
        popup.value = null;
        return;
      }
      const prompts = filterPrompts(listOffered(edits.value), slash.query);
      range = slash;
      if (prompts.length === 0) popup.value = null;
      else {
        if (popup.value === null) say(`${prompts.length} prompts. Arrows choose, Enter takes.`);
        popup.value = { prompts, active: 0 };
      }
    },
    onKey(key) {
      const open = popup.value;
      if (open === null) return false;
      const chosen = open.prompts[open.active];
      if (key === 'ArrowDown') move(1);
      else if (key === 'ArrowUp') move(-1);
      else if (key === 'Escape') {
        left = range.start;
        popup.value = null;
      } else if ((key === 'Enter' || key === 'Tab') && chosen !== undefined) menu.pick(chosen);
      else return false;
      return true;
    },
    setActive(index) {
      if (popup.value !== null) popup.value = { ...popup.value, active: index };
    },
    pick(prompt) {
      put(prompt, range);
    },
    insert(prompt) {
      const written = ports.readText().trimEnd();
      const text = written === '' ? '' : `${written}\n\n`;
      ports.input(text);
      put(prompt, { start: text.length, end: text.length });
    },
    close() {
      popup.value = null;
    },
  };
  return menu;
}
