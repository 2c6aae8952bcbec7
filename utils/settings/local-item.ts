import * as v from 'valibot';

/** What we need of `browser.storage.local` or `.session`; tests give a map. */
export interface StorageArea {
  get(key: string): Promise<Record<string, unknown>>;
  set(items: Record<string, unknown>): Promise<void>;
}

/** One typed JSON value under one key of extension storage. */
export interface LocalItem<T> {
  /** The fallback where nothing is stored, or where it is not what this version can read. */
  read(): Promise<T>;
  save(value: T): Promise<void>;
  /** Reads, changes and saves; changes of this item wait for one another. */
  update(change: (value: T) => T): Promise<void>;
}

/** A typed item of extension storage: parsed when read, so that everything behind it may trust it. */
export function createLocalItem<T>({
  area,
  key,
  schema,
  fallback,
}: {
  area: StorageArea;
  key: string;
  schema: v.GenericSchema<unknown, T>;
  fallback: T;
}): LocalItem<T> {
  let last: Promise<unknown> = Promise.resolve();
  async function read(): Promise<T> {
    const stored = (await area.get(key))[key];
    if (stored === undefined) return fallback;
    const parsed = v.safeParse(schema, stored);
    if (parsed.success) return parsed.output;
    // The value itself may be a key or a person's words: only its name is logged.
    console.error(`settings: the stored item "${key}" cannot be read, its defaults are used`);
    return fallback;
  }
  async function save(value: T): Promise<void> {
    await area.set({ [key]: value });
  }
  function update(change: (value: T) => T): Promise<void> {
    const next = last.then(async () => save(change(await read())));
    last = next.catch(() => {});
    return next;
  }
  return { read, save, update };
}
