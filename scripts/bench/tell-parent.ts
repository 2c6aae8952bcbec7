/** For a server of the benchmarks: tells the parent where it listens and what it takes, and ends with it. */
export function tellParent(place: { readonly url: string; readonly token: string }): void {
  process.once('disconnect', () => process.exit());
  process.on('message', () => {
    // Twice: what the first one finalized is only freed by the next.
    globalThis.gc?.();
    globalThis.gc?.();
    const { rss, heapUsed } = process.memoryUsage();
    process.send?.({ process: rss, heap: heapUsed });
  });
  process.send?.(place);
}
