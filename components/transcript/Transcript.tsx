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

interface Props<Row extends TranscriptRow> {
  readonly rows: readonly Row[];
  readonly older: boolean;
  /** True where newer messages follow that are not among the rows. */
  readonly newer: boolean;
  /** The row to go to, and to point at; each new object is a new request. */
  readonly target: { readonly key: string } | null;
  /** Goes to the end whenever this changes: the reader has sent something. */
  readonly endRequest: number;
  readonly now: number;
  readonly draw: (row: Row) => ComponentChildren;
  /** What stands above the first message of all. */
  readonly head: ComponentChildren;
  /** What stands here while there are no rows. */
  readonly empty: ComponentChildren;
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
  const { rows, older, newer, target, endRequest, now, draw, empty, onOlder, onNewer, onAtEnd } = props;
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
    if (target !== null) pointAt(content.current, scroll.current, target.key);
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
          {rows.length === 0 && empty}
          {rows.length > 0 && !older && props.head}
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

/** Brings a row into view, marks it for a moment, and puts the focus on its message. */
function pointAt(content: Element | null, scroll: Scroll | null, key: string): void {
  const row = content?.querySelector(`[data-row="${CSS.escape(key)}"]`) ?? null;
  if (row === null) return;
  scroll?.toRow(row);
  row.classList.add('found');
  row.addEventListener('animationend', () => row.classList.remove('found'), { once: true });
  row.querySelector<HTMLElement>('article')?.focus({ preventScroll: true });
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
