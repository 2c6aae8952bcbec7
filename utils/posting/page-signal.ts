/** The name of the port that a panel opens to the page it reads. */
export const pageLineName = 'page-line';

/**
 * What a page that a panel watches says of itself. `changed`: what stands on it, or its address, is not what
 * it was, and has come to rest. `leaving`: the user goes to another site, `origin`, in the same tab.
 */
export type PageSignal = { readonly type: 'changed' } | { readonly type: 'leaving'; readonly origin: string };
