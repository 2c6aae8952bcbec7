/** Raised whenever `tokens.ts` gives other tokens of a text than before: every index is then built again. */
export const tokensVersion = 2;
