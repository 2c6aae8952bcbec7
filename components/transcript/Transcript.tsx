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
  /** Goes to the end whenever this changes: the reader has sent something. */
  readonly endRequest: number;
  readonly now: number;
  readonly draw: (row: Row) => ComponentChildren;
  /** What stands here while there are no rows. */
  readonly empty: ComponentChildren;
  readonly onOlder: () => void;
  readonly onAtEnd: (atEnd: boolean) => void;
}

/**
 * The conversation. It sticks to its end while the reader is there, and keeps the reader's place when
 * older messages come in above. Silent for screen readers: see `Announcer`.
 */
export function Transcript<Row extends TranscriptRow>(props: Props<Row>) {
  const { rows, older, endRequest, now, draw, empty, onOlder, onAtEnd } = props;
  const [stuck, setStuck] = useState(true);
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const top = useRef<HTMLDivElement>(null);
  const scroll = useRef<Scroll | null>(null);
  const calls = useRef({ onOlder, onAtEnd });
  calls.current = { onOlder, onAtEnd };
  const first = rows[0]?.key;

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
    const sentinel = top.current;
    if (sentinel === null || scroller.current === null || !older) return undefined;
    // Observed anew after every page: an observer speaks at first, and then only of changes.
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) calls.current.onOlder();
      },
      { root: scroller.current, rootMargin: '800px 0px 0px 0px' },
    );
    observer.observe(sentinel);
    return () => observer.disconnect();
  }, [first, older]);

  return (
    <div class="transcript">
      <div
        class="transcript-scroll"
        ref={scroller}
        role="log"
        aria-label="Conversation"
        aria-live="off"
        tabIndex={0}
      >
        <div class="transcript-rows" ref={content}>
          <div ref={top} class="transcript-top" />
          {rows.length === 0 && empty}
          {rows.map((row, index) => (
            <Fragment key={row.key}>
              {isNewDay(row, rows[index - 1]) && <p class="day">{toDayLabel(row.at, now)}</p>}
              <div class={row.live ? 'row live' : 'row'}>{draw(row)}</div>
            </Fragment>
          ))}
        </div>
      </div>
      {!stuck && (
        <button
          type="button"
          class="jump-button"
          onClick={() => {
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

function isNewDay(row: TranscriptRow, before: TranscriptRow | undefined): boolean {
  return before === undefined || dayOf(before.at) !== dayOf(row.at);
}
