import type { ComponentChildren, ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Alert } from '../status/Alert.tsx';
import type { Late } from './late.ts';

interface Props<Inner extends object> {
  /** Must be the same one at every render. */
  readonly late: Late<Inner>;
  readonly props: Inner;
  /** What stands in its place until then. */
  readonly meanwhile?: ComponentChildren;
}

/** Draws a component that is not part of the first screen: at once where its code is there, else as soon as it is. */
export function Deferred<Inner extends object>({ late, props, meanwhile = null }: Props<Inner>) {
  const [state, setState] = useState<{ readonly Component: ComponentType<Inner> | null; failed: boolean }>(
    () => ({ Component: late.current(), failed: false }),
  );
  useEffect(() => {
    if (state.Component !== null) return undefined;
    let wanted = true;
    late.load().then(
      (Component) => wanted && setState({ Component, failed: false }),
      (error: unknown) => {
        console.error('panel: a part of the panel could not be loaded', error);
        if (wanted) setState({ Component: null, failed: true });
      },
    );
    return () => {
      wanted = false;
    };
  }, [late]);
  if (state.Component !== null) return <state.Component {...props} />;
  return state.failed ? <NotLoaded /> : <>{meanwhile}</>;
}

/** An update of the extension takes the files of the version before away from panels that are still open. */
function NotLoaded() {
  return (
    <Alert
      sentence="This part of the panel could not be loaded. Nothing is lost: reload the panel and try again."
      act={{ label: 'Reload', onAct: () => location.reload() }}
      onClose={null}
    />
  );
}
