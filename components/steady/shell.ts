import { type ComponentType, h, type JSX } from 'preact';

/**
 * `Inner` with a shell around it that never redraws itself. An element's parent holds it as it was first drawn, with
 * all below it: where `Inner` redraws itself that would be what has long been replaced, for as long as it lives.
 */
export function createShell<Props extends object>(
  Inner: ComponentType<Props>,
): (props: Props) => JSX.Element {
  return function Shell(props) {
    return h(Inner, props);
  };
}
