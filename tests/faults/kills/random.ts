/** Choices that all follow from one seed. */
export interface Random {
  /** From 0 to 1. */
  next(): number;
  /** A whole number from 0 to `most`, both among them. */
  upTo(most: number): number;
  pick<Item>(items: readonly Item[]): Item;
}

/** Mulberry32: small, and the same in every Node. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  const upTo = (most: number): number => Math.floor(next() * (most + 1));
  return {
    next,
    upTo,
    pick(items) {
      const item = items[upTo(items.length - 1)];
      if (item === undefined) throw new Error('there is nothing to pick');
      return item;
    },
  };
}
