import { useLayoutEffect, useRef } from 'preact/hooks';

/**
 * Gives the focus back to where it was before `open`, unless somebody has taken it meanwhile. For what
 * makes its opener inert: the browser takes the focus away before the opened part could remember it.
 */
export function useFocusBack(open: boolean): void {
  const opener = useRef<Element | null>(null);
  const was = useRef(false);
  // While rendering, the document is still as it was.
  if (open && !was.current) opener.current = document.activeElement;
  was.current = open;
  useLayoutEffect(() => {
    if (!open) return undefined;
    return () =>
      queueMicrotask(() => {
        const focused = document.activeElement;
        const lost = focused === null || focused === document.body;
        if (lost && opener.current instanceof HTMLElement) opener.current.focus();
      });
  }, [open]);
}
