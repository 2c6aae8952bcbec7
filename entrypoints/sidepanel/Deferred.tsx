import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';

interface Props<Inner extends object> {
  /** Must be the same function at every render. */
  readonly load: () => Promise<ComponentType<Inner>>;
  readonly props: Inner;
}

/** Draws a component that is not part of the first screen, as soon as its code is there. */
export function Deferred<Inner extends object>({ load, props }: Props<Inner>) {
  const [loaded, setLoaded] = useState<{ readonly Component: ComponentType<Inner> } | null>(null);
  useEffect(() => {
    let wanted = true;
    load().then(
      (Component) => wanted && setLoaded({ Component }),
      (error: unknown) => console.error('panel: a part of the panel could not be loaded', error),
    );
    return () => {
      wanted = false;
    };
  }, [load]);
  return loaded === null ? null : <loaded.Component {...props} />;
}
