/**
 * The page in front of the user, as an approval names it. `tabId` null: there is none that could be read.
 * `access`: `open` where we may read it, `ask` where the browser asks the user first, `hidden` where the
 * browser tells us nothing of it, `closed` where no extension may read it.
 */
export interface PageToRead {
  readonly tabId: number | null;
  /** `https://…`; null where the browser does not tell. */
  readonly origin: string | null;
  readonly title: string;
  readonly access: 'open' | 'ask' | 'hidden' | 'closed';
}
