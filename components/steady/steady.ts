import type { Component, JSX } from 'preact';

/**
 * `draw` as a component that is drawn again only where its props are no longer the same. `draw` itself uses neither
 * hooks nor signals; what it draws may.
 *
 * An element kept from an earlier drawing would be skipped as well, but it never lets go of what stood around it
 * then: in a transcript that is each row that was ever scrolled past.
 */
export function createSteady<Props extends object>(
  draw: (props: Props) => JSX.Element,
  isSame = isAlike<Props>,
): (props: Props) => JSX.Element {
  function Steady(this: Component<Props>, props: Props): JSX.Element {
    this.shouldComponentUpdate = shouldUpdate;
    return draw(props);
  }
  function shouldUpdate(this: Component<Props>, next: Readonly<Props>): boolean {
    return !isSame(this.props, next);
  }
  return Steady;
}

function isAlike<Props extends object>(before: Props, next: Props): boolean {
  for (const key in next) if (next[key] !== before[key]) return false;
  return true;
}
