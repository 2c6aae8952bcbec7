import { isAtEnd, staysStuck } from './scroll-place.ts';

/** Keeps a scrolling element at its end, or where its reader is. */
export interface Scroll {
  toEnd(): void;
  /** Brings a row into the middle of the view and lets go of the end. */
  toRow(row: Element): void;
  /** False while the rows shown do not reach to the newest: their end is no end to stick to. */
  setMayStick(may: boolean): void;
  /** After rows came in or went: what the reader saw stays where it was. */
  keepPlace(): void;
  close(): void;
}

/** Starts at the end. `onStuck` hears when the reader leaves the end or comes back to it. */
export function createScroll(
  scroller: HTMLElement,
  content: HTMLElement,
  onStuck: (stuck: boolean) => void,
): Scroll {
  let stuck = true;
  let mayStick = true;
  let lastTop = 0;
  /** The distance to the end does not change when rows come in above, whatever their heights turn out to be. */
  let fromEnd = 0;
  /** The first row in sight and its distance from the scroller's edge: rows may go below it meanwhile. */
  let anchor: Anchor | null = null;
  /** Where the scroller begins on the screen: what comes in above it must not push the text down. */
  let edge = 0;

  function remember(): void {
    lastTop = scroller.scrollTop;
    fromEnd = scroller.scrollHeight - lastTop;
    anchor = stuck ? null : findAnchor(scroller, content.children);
  }
  function set(next: boolean): void {
    if (next === stuck) return;
    stuck = next;
    onStuck(next);
  }
  function goToEnd(): void {
    scroller.scrollTop = scroller.scrollHeight;
    remember();
  }
  function onScroll(): void {
    set(mayStick && staysStuck({ stuck, lastTop, place: scroller }));
    remember();
  }
  function lookForEnd(): void {
    if (!stuck && scroller.isConnected) set(mayStick && isAtEnd(scroller));
  }
  // Both heights matter: the text grows, and the composer below it takes room away.
  const observer = new ResizeObserver(() => {
    const { top } = scroller.getBoundingClientRect();
    if (stuck) {
      goToEnd();
    } else {
      scroller.scrollTop += top - edge;
      // Nothing scrolls where the room now holds it all: no event would tell that the end is in sight.
      lookForEnd();
      remember();
    }
    edge = top;
  });
  observer.observe(content);
  observer.observe(scroller);
  scroller.addEventListener('scroll', onScroll, { passive: true });
  goToEnd();
  edge = scroller.getBoundingClientRect().top;
  return {
    toEnd() {
      set(true);
      goToEnd();
    },
    toRow(row) {
      set(false);
      row.scrollIntoView({ block: 'center' });
      remember();
      // Two frames later the rows in sight have their true heights: perhaps the end is among them.
      requestAnimationFrame(() => requestAnimationFrame(lookForEnd));
    },
    setMayStick(may) {
      mayStick = may;
      if (!may) set(false);
    },
    keepPlace() {
      if (stuck) {
        goToEnd();
        return;
      }
      if (anchor?.row.isConnected === true) scroller.scrollTop += topIn(scroller, anchor.row) - anchor.top;
      else scroller.scrollTop = scroller.scrollHeight - fromEnd;
      remember();
    },
    close() {
      observer.disconnect();
      scroller.removeEventListener('scroll', onScroll);
    },
  };
}

interface Anchor {
  readonly row: Element;
  readonly top: number;
}

function topIn(scroller: Element, row: Element): number {
  return row.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
}

function findAnchor(scroller: Element, rows: HTMLCollection): Anchor | null {
  let row = firstInSight(rows, scroller.getBoundingClientRect().top);
  // What marks the start, and a day's name, do not move with the messages.
  while (row !== null && !row.classList.contains('row')) row = row.nextElementSibling;
  return row === null ? null : { row, top: topIn(scroller, row) };
}

/** The first of `rows`, which stand one below the other, that ends below `edge`. */
function firstInSight(rows: HTMLCollection, edge: number): Element | null {
  let from = 0;
  let to = rows.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((rows[middle]?.getBoundingClientRect().bottom ?? edge) > edge) to = middle;
    else from = middle + 1;
  }
  return rows[from] ?? null;
}
