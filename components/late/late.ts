import type { ComponentType } from 'preact';

/** A component that is not part of the first screen. */
export interface Late<Inner extends object> {
  /** The component, once its code is there. */
  readonly current: () => ComponentType<Inner> | null;
  /** Loads the code, once. Rejects where it cannot be loaded; the next call tries again. */
  load(): Promise<ComponentType<Inner>>;
}

/** `read` is a dynamic import. */
export function createLate<Inner extends object>(read: () => Promise<ComponentType<Inner>>): Late<Inner> {
  let loaded: ComponentType<Inner> | null = null;
  let loading: Promise<ComponentType<Inner>> | null = null;
  async function start(): Promise<ComponentType<Inner>> {
    try {
      loaded = await read();
      return loaded;
    } catch (error) {
      loading = null;
      throw error;
    }
  }
  return {
    current: () => loaded,
    load: () => (loading ??= start()),
  };
}
