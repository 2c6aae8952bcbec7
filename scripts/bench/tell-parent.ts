/** For a server of the benchmarks: tells the parent where it listens and what it takes, and ends with it. */
export function tellParent(place: { readonly url: string; readonly token: string }): void {
  process.once('disconnect', () => process.exit());
  process.on('message', () => {
    // Twice: what the first one finalized is only freed by the next.
    globalThis.gc?.();
    globalThis.gc?.();
    process.send?.({ memory: process.memoryUsage.rss() });
  });
  process.send?.(place);
}
