import { useEffect, useReducer, useRef } from 'preact/hooks';

/** Up to so many characters that are not final yet a text is read again with every frame. */
const quickly = 8_000;
/** Of longer ones so many are waited for a millisecond: 100,000 are read again three times a second. */
const charactersPerMs = 300;

/**
 * The text to draw of one that grows: the newest, or a little less of one whose open end is so long (a table of
 * a thousand rows, say) that reading it again with every piece would take all the time there is.
 */
export function usePace(text: string, openLength: number): string {
  const [, wake] = useReducer((count: number) => count + 1, 0);
  const drawn = useRef({ text, at: 0 });
  const dueAt = drawn.current.at + (openLength > quickly ? openLength / charactersPerMs : 0);
  const now = performance.now();
  if (text !== drawn.current.text && now >= dueAt) drawn.current = { text, at: now };
  const behind = text !== drawn.current.text;
  useEffect(() => {
    if (!behind) return undefined;
    const timer = setTimeout(() => wake(null), dueAt - now);
    return () => clearTimeout(timer);
  }, [behind, behind ? drawn.current.at : 0]);
  return drawn.current.text;
}
