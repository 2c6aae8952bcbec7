/**
 * Calls `act` with each item, at most `most` at a time, and begins no further one once it told false.
 * Resolves to the items of which it told true, in their order; rejects as `act` does.
 */
export async function actOnEach<Item>(
  items: readonly Item[],
  most: number,
  act: (item: Item) => Promise<boolean>,
): Promise<Item[]> {
  const done: boolean[] = [];
  // One iterator for all: each takes the next item that nobody has.
  const left = items.entries();
  let stopped = false;
  async function work(): Promise<void> {
    for (const [at, item] of left) {
      done[at] = await act(item);
      stopped ||= !done[at];
      if (stopped) return;
    }
  }
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, work));
  return items.filter((_, at) => done[at] === true);
}
