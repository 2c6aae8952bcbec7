import { Fragment, type ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../icon/Icon.tsx';
import { dayOf, toDayLabel } from './day-label.ts';
import { createScroll, type Scroll } from './scroll.ts';

/** One message's place in the transcript. `at` is epoch ms, for the day above it. */
export interface TranscriptRow {
  readonly key: string;
  readonly at: number;
  /** True while it grows: it is never skipped by layout. */
  readonly live: boolean;
}

/** A row, and the line that a search found it by; empty for none. */
export interface RowTarget {
  readonly key: string;
  readonly sought: string;
}

interface Props<Row extends TranscriptRow> {
  readonly rows: readonly Row[];
  readonly older: boolean;
  /** True where newer messages follow that are not among the rows. */
  readonly newer: boolean;
  /** The row to go to, and to point at, with what is to be marked in it; each new object is a new request. */
  readonly target: RowTarget | null;
  /** Goes to the end whenever this changes: the reader has sent something. */
  readonly endRequest: number;
  readonly now: number;
  /** Functions, all three: an element would lead from the effects that hold it to each row that stood beside it. */
  readonly draw: (row: Row) => ComponentChildren;
  /** What stands above the first message of all. */
  readonly drawHead: () => ComponentChildren;
  /** What stands here while there are no rows. */
  readonly drawEmpty: () => ComponentChildren;
  readonly onOlder: () => void;
  readonly onNewer: () => void;
  /** The reader wants the newest messages, which are not among the rows. */
  readonly onLatest: () => void;
  readonly onAtEnd: (atEnd: boolean) => void;
}

/**
 * The conversation. It sticks to its end while the reader is there, and keeps the reader's place when
 * older messages come in above. Silent for screen readers: see `Announcer`.
 */
export function Transcript<Row extends TranscriptRow>(props: Props<Row>) {
  const { rows, older, newer, target, endRequest, now, draw, onOlder, onNewer, onAtEnd } = props;
  const [stuck, setStuck] = useState(true);
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const top = useRef<HTMLDivElement>(null);
  const bottom = useRef<HTMLDivElement>(null);
  const scroll = useRef<Scroll | null>(null);
  const calls = useRef({ onOlder, onNewer, onAtEnd });
  calls.current = { onOlder, onNewer, onAtEnd };
  const first = rows[0]?.key;
  const last = rows.at(-1)?.key;

  useLayoutEffect(() => {
    if (scroller.current === null || content.current === null) return undefined;
    scroll.current = createScroll(scroller.current, content.current, (next) => {
      setStuck(next);
      calls.current.onAtEnd(next);
    });
    return () => scroll.current?.close();
  }, []);
  useLayoutEffect(() => scroll.current?.toEnd(), [endRequest]);
  useLayoutEffect(() => {
    scroll.current?.keepPlace();
    if (!older) return undefined;
    return observe({ sentinel: top, scroller, onSeen: () => calls.current.onOlder() });
  }, [first, older]);
  useLayoutEffect(() => {
    scroll.current?.setMayStick(!newer);
    if (!newer) return undefined;
    return observe({ sentinel: bottom, scroller, onSeen: () => calls.current.onNewer() });
  }, [last, newer]);
  useLayoutEffect(() => {
    if (target !== null) return pointAt({ scroller: scroller.current, scroll: scroll.current, target });
    return undefined;
  }, [target, target === null ? false : rows.some((row) => row.key === target.key)]);

  return (
    <div class="transcript">
      <div
        class={stuck ? 'transcript-scroll stuck' : 'transcript-scroll'}
        ref={scroller}
        role="log"
        aria-label="Conversation"
        aria-live="off"
        tabIndex={0}
      >
        <div class="transcript-rows" ref={content}>
          <div ref={top} class="transcript-top" />
          {rows.length === 0 && props.drawEmpty()}
          {rows.length > 0 && !older && props.drawHead()}
          {rows.map((row, index) => (
            <Fragment key={row.key}>
              {isNewDay(row, rows[index - 1]) && <p class="day">{toDayLabel(row.at, now)}</p>}
              <div class={row.live ? 'row live' : 'row'} data-row={row.key}>
                {draw(row)}
              </div>
            </Fragment>
          ))}
          <div ref={bottom} class="transcript-top" />
        </div>
      </div>
      {(!stuck || newer) && (
        <button
          type="button"
          class="jump-button"
          onClick={() => {
            if (newer) props.onLatest();
            scroll.current?.toEnd();
            scroller.current?.focus({ preventScroll: true });
          }}
        >
          <Icon name="down" />
          Jump to latest
        </button>
      )}
    </div>
  );
}

interface Pointing {
  readonly scroller: HTMLElement | null;
  readonly scroll: Scroll | null;
  readonly target: RowTarget;
}

/**
 * Brings a row into view, marks it for a moment and what was sought in it for good, and puts the focus on its
 * message. Returns what ends it before the marks are there.
 */
function pointAt({ scroller, scroll, target }: Pointing): (() => void) | undefined {
  const row = scroller?.querySelector(`[data-row="${CSS.escape(target.key)}"]`) ?? null;
  if (scroller === null || row === null) return undefined;
  scroll?.toRow(row);
  row.classList.add('found');
  row.addEventListener('animationend', () => row.classList.remove('found'), { once: true });
  row.querySelector<HTMLElement>('article')?.focus({ preventScroll: true });
  if (target.sought === '') return undefined;
  let wanted = true;
  import('./mark-found.ts')
    .then(({ markFound }) => {
      const mark = wanted ? markFound(row, target.sought) : null;
      if (mark !== null) bringIntoView(scroller, mark);
    })
    .catch((error: unknown) => console.error('search: what was found could not be marked', error));
  return () => {
    wanted = false;
  };
}

/** A long message may say it far below its beginning. */
function bringIntoView(scroller: HTMLElement, mark: Range): void {
  const view = scroller.getBoundingClientRect();
  const { top, bottom } = mark.getBoundingClientRect();
  if (top >= view.top && bottom <= view.bottom) return;
  scroller.scrollTop += top - view.top - view.height / 3;
}

/** How far beyond the view more messages are asked for: what a hard wheel crosses while they are read. */
const aheadPx = 2_400;

/** Calls when the sentinel comes near the view; returns the unsubscriber. */
function observe({
  sentinel,
  scroller,
  onSeen,
}: {
  readonly sentinel: { readonly current: Element | null };
  readonly scroller: { readonly current: Element | null };
  readonly onSeen: () => void;
}): (() => void) | undefined {
  if (sentinel.current === null || scroller.current === null) return undefined;
  // Observed anew after every page: an observer speaks at first, and then only of changes.
  const observer = new IntersectionObserver(
    (entries) => {
      if (entries.some((entry) => entry.isIntersecting)) onSeen();
    },
    { root: scroller.current, rootMargin: `${aheadPx}px 0px ${aheadPx}px 0px` },
  );
  observer.observe(sentinel.current);
  return () => observer.disconnect();
}

function isNewDay(row: TranscriptRow, before: TranscriptRow | undefined): boolean {
  return before === undefined || dayOf(before.at) !== dayOf(row.at);
}
