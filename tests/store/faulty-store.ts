import type { StoreDb } from '../../utils/store/schema.ts';

/**
 * The same database on a disk that refuses while `refusal()` names an error: at the beginning of a
 * transaction, or by aborting it when it is about to be committed.
 */
export function createFaultyStore(
  db: StoreDb,
  { refusal, when }: { readonly refusal: () => string | null; readonly when: 'begin' | 'end' },
): StoreDb {
  return new Proxy(db, {
    get(target, key) {
      if (key !== 'transaction') return Reflect.get(target, key, target);
      return (...args: Parameters<StoreDb['transaction']>) => {
        const name = refusal();
        if (name !== null && when === 'begin') throw new DOMException('', name);
        const tx = target.transaction(...args);
        return name === null ? tx : abortingAtItsEnd(tx);
      };
    },
  });
}

function abortingAtItsEnd<Tx extends { abort(): void }>(tx: Tx): Tx {
  return new Proxy(tx, {
    get(target, key) {
      if (key === 'commit') return () => target.abort();
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
