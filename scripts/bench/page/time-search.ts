import { openStore } from '../../../utils/store/open-store.ts';
import { textOf } from '../../../utils/chat/message.ts';
import { afterPaint } from './record-frames.ts';

/** Types `word` into the search field at once and waits for the finds on screen; ms since the key. */
export function timeSearch(word: string, mostMs: number): Promise<number> {
  const field = document.querySelector<HTMLInputElement>('.chat-search input');
  const list = document.querySelector('.view-scroll');
  if (field === null || list === null) throw new Error('the list of chats is not open');
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const timer = setTimeout(() => reject(new Error(`nothing found for ${word}`)), mostMs);
    const observer = new MutationObserver(() => {
      const mark = list.querySelector('mark');
      if (mark === null || !mark.textContent.toLowerCase().startsWith(word.slice(0, 3))) return;
      observer.disconnect();
      clearTimeout(timer);
      afterPaint(() => resolve(performance.now() - start));
    });
    observer.observe(list, { childList: true, subtree: true, characterData: true });
    field.value = word;
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  });
}

let texts: readonly string[] | null = null;

/** Looks for `word` in all texts, held in memory in small letters: what one would do without an index; ms. */
export async function scanBare(word: string): Promise<number> {
  texts ??= await readTexts();
  const start = performance.now();
  const found = texts.filter((text) => text.includes(word));
  return found.length === 0 ? Number.NaN : performance.now() - start;
}

async function readTexts(): Promise<readonly string[]> {
  const db = await openStore();
  const rows = await db.getAll('messages');
  db.close();
  return rows.flatMap(({ message }) => (message === null ? [] : [textOf(message).toLowerCase()]));
}
