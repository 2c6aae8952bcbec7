/** How long the store's thread may be busy with one thing before a push may come in between, about. */
export const sliceMs = 8;

/** Answers true once a slice is over, counted from here. */
export function beginSlice(): () => boolean {
  const end = performance.now() + sliceMs;
  return () => performance.now() > end;
}
