const mostTabs = 30;

/** Which site a tab is on where the browser does not tell. */
export interface OriginGuess {
  /** The tab's own page could be read, at this origin. */
  sawRead(tabId: number, origin: string): void;
  /** The user went off to that origin in this tab. */
  sawLeaving(tabId: number, origin: string): void;
  /** It was that one no more. */
  forget(tabId: number): void;
  of(tabId: number): string | null;
}

/**
 * Chrome keeps the leave that a click gave within a site: a page that it hides is on another one, which is
 * known only where the user was seen to go there. Firefox forgets the leave at each load (`forgetsOnLoad`):
 * there it is most likely the same site still. The browser's own question names the site, so that a wrong
 * guess is seen before it does anything.
 */
export function createOriginGuess({ forgetsOnLoad }: { readonly forgetsOnLoad: boolean }): OriginGuess {
  const guesses = new Map<number, string>();
  function keep(tabId: number, origin: string): void {
    guesses.delete(tabId);
    guesses.set(tabId, origin);
    const [oldest] = guesses.keys();
    if (guesses.size > mostTabs && oldest !== undefined) guesses.delete(oldest);
  }
  return {
    sawRead(tabId, origin) {
      if (forgetsOnLoad) keep(tabId, origin);
      else guesses.delete(tabId);
    },
    sawLeaving: keep,
    forget: (tabId) => void guesses.delete(tabId),
    of: (tabId) => guesses.get(tabId) ?? null,
  };
}
