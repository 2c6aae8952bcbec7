/** Longest description that leaves a page, in UTF-16 units; the cut is marked. */
export const descriptionLimit = 24_000;
