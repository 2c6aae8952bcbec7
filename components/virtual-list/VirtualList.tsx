import {
  defaultRangeExtractor,
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
} from '@tanstack/virtual-core';
import type { ComponentChildren, RefObject } from 'preact';
import { useLayoutEffect, useMemo, useReducer, useRef } from 'preact/hooks';

interface Props<Item> {
  readonly label: string;
  readonly busy: boolean;
  readonly items: readonly Item[];
  readonly keyOf: (item: Item) => string;
  /** About how high a row is, in CSS px; it is measured once it is drawn. */
  readonly estimate: (item: Item, index: number) => number;
  readonly draw: (item: Item, index: number) => ComponentChildren;
  /** What scrolls: the list lies in it. */
  readonly scroller: RefObject<HTMLElement | null>;
}

/** Rows beyond the edge: what a fast wheel reaches before the next frame. */
const overscan = 8;
/** Where there is no layout (tests), as if the list were so high. */
const leastHeight = 600;

/**
 * A list of which only the rows in sight are elements. The row that holds the focus always is one, so that
 * the focus is never lost; screen readers are told each row's place among all.
 */
export function VirtualList<Item>(props: Props<Item>) {
  const { items, draw, scroller } = props;
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const list = useRef<HTMLUListElement>(null);
  const focused = useRef<number | null>(null);
  // The same functions as long as the rows are the same: with other ones every row is laid out anew.
  const layout = useMemo(() => toLayout(props), [items]);
  const made = useRef<Virtualizer<HTMLElement, HTMLElement> | null>(null);
  made.current ??= new Virtualizer(options());
  const virtualizer = made.current;

  function options() {
    return {
      count: items.length,
      getScrollElement: () => scroller.current,
      ...layout,
      overscan,
      initialRect: { width: 320, height: leastHeight },
      scrollMargin: list.current?.offsetTop ?? 0,
      scrollToFn: elementScroll,
      observeElementRect: (
        instance: Virtualizer<HTMLElement, HTMLElement>,
        report: (rect: { width: number; height: number }) => void,
      ) =>
        observeElementRect(instance, ({ width, height }) =>
          report({ width, height: height === 0 ? leastHeight : height }),
        ),
      observeElementOffset,
      rangeExtractor: (range: Parameters<typeof defaultRangeExtractor>[0]) => {
        const rows = defaultRangeExtractor(range);
        const held = focused.current;
        if (held === null || held >= items.length || rows.includes(held)) return rows;
        return [...rows, held].toSorted((a, b) => a - b);
      },
      onChange: () => redraw(null),
    };
  }
  virtualizer.setOptions(options());
  useLayoutEffect(() => virtualizer._didMount(), []);
  useLayoutEffect(() => virtualizer._willUpdate());
  const margin = list.current?.offsetTop ?? 0;

  return (
    <ul
      ref={list}
      class="virtual-list"
      aria-label={props.label}
      aria-busy={props.busy}
      style={{ height: `${virtualizer.getTotalSize()}px` }}
      onFocusIn={(event) => (focused.current = indexOf(event.target))}
      onFocusOut={() => (focused.current = null)}
      onKeyDown={(event) => moveFocus(event, virtualizer, list)}
    >
      {virtualizer.getVirtualItems().map(({ index, key, start }) => {
        const item = items[index];
        if (item === undefined) return null;
        return (
          <li
            key={key}
            ref={virtualizer.measureElement}
            data-index={index}
            aria-posinset={index + 1}
            aria-setsize={items.length}
            style={{ transform: `translateY(${start - margin}px)` }}
          >
            {draw(item, index)}
          </li>
        );
      })}
    </ul>
  );
}

function toLayout<Item>({ items, keyOf, estimate }: Pick<Props<Item>, 'items' | 'keyOf' | 'estimate'>) {
  return {
    estimateSize(index: number) {
      const item = items[index];
      return item === undefined ? 56 : estimate(item, index);
    },
    getItemKey(index: number) {
      const item = items[index];
      return item === undefined ? index : keyOf(item);
    },
  };
}

function indexOf(target: EventTarget | null): number | null {
  const row = target instanceof Element ? target.closest<HTMLElement>('li[data-index]') : null;
  return row === null ? null : Number(row.dataset['index']);
}

/**
 * Up and down, Home and End go from row to row, from checkbox to checkbox where one is; Tab goes through a row's
 * own buttons. Up from the first row is left to the page: it leads out of the list.
 */
function moveFocus(
  event: KeyboardEvent,
  virtualizer: Virtualizer<HTMLElement, HTMLElement>,
  list: RefObject<HTMLUListElement | null>,
): void {
  const from = indexOf(event.target);
  const box = event.target instanceof HTMLInputElement;
  if (from === null || (box && event.target.type !== 'checkbox')) return;
  if (from === 0 && event.key === 'ArrowUp') return;
  const last = virtualizer.options.count - 1;
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: Math.min(last, from + 1),
    ArrowUp: Math.max(0, from - 1),
    Home: 0,
    End: last,
  };
  const to = Object.hasOwn(steps, event.key) ? steps[event.key] : undefined;
  if (to === undefined) return;
  event.preventDefault();
  virtualizer.scrollToIndex(to, { align: 'auto' });
  function focusRow(): boolean {
    const row = list.current?.querySelector(`li[data-index="${to}"]`);
    row?.querySelector<HTMLElement>(box ? 'input' : 'button')?.focus({ preventScroll: true });
    return row !== null && row !== undefined;
  }
  // A row far away is an element only after the next frame.
  if (!focusRow()) requestAnimationFrame(focusRow);
}
