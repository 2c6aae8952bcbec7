import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { SessionSummary } from '../../utils/chat/session.ts';
import { Icon } from '../icon/Icon.tsx';
import { ChatItem } from './ChatItem.tsx';
import { toGroupLabel } from './group-label.ts';

interface Props {
  /** Null until read. */
  readonly sessions: readonly SessionSummary[] | null;
  readonly more: boolean;
  readonly currentId: string;
  /** Whether chats are mirrored at all: else every row would say the same. */
  readonly mirror: boolean;
  readonly now: number;
  readonly onOpen: (sessionId: string) => void;
  readonly onRename: (session: SessionSummary) => void;
  readonly onDelete: (sessionId: string) => void;
  readonly onMore: () => void;
  readonly onClose: () => void;
  /** What floats above the list. */
  readonly children: ComponentChildren;
}

/**
 * All chats, newest first. Lies over the chat, which is inert meanwhile, and not in the browser's top
 * layer: the undo of a deleted chat must stay in reach.
 */
export function ChatHistory(props: Props) {
  const { sessions, more, onMore, onClose } = props;
  const dialog = useRef<HTMLDivElement>(null);
  const end = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => dialog.current?.focus(), []);
  const count = sessions?.length ?? 0;

  useEffect(() => {
    if (end.current === null || !more) return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) onMore();
      },
      { rootMargin: '0px 0px 800px 0px' },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [more, count]);
  // The row of a deleted chat takes the focus with it.
  useLayoutEffect(() => {
    if (count > 0 && document.activeElement === document.body) dialog.current?.focus();
  }, [count]);

  return (
    <div
      class="chat-history"
      role="dialog"
      aria-modal="true"
      aria-label="Chat history"
      tabIndex={-1}
      ref={dialog}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        onClose();
      }}
    >
      <div class="chat-history-head">
        <button
          type="button"
          class="icon-button"
          aria-label="Back to the chat"
          title="Back to the chat"
          onClick={onClose}
        >
          <Icon name="back" />
        </button>
        <h2>Chat history</h2>
      </div>
      <div class="chat-history-scroll">
        {sessions !== null && count === 0 && <p class="empty">No chats yet.</p>}
        <ul class="chat-list" aria-label="Chats" aria-busy={sessions === null}>
          {sessions?.map((session, index) => (
            <ChatItem
              key={session.id}
              session={session}
              heading={headingOf(sessions, index, props.now)}
              current={session.id === props.currentId}
              mirror={props.mirror}
              now={props.now}
              onOpen={props.onOpen}
              onRename={props.onRename}
              onDelete={props.onDelete}
            />
          ))}
        </ul>
        <div ref={end} />
      </div>
      <div class="chat-history-foot">{props.children}</div>
    </div>
  );
}

/** Only the first chat of a day carries the day. */
function headingOf(sessions: readonly SessionSummary[], index: number, now: number): string | null {
  const before = sessions[index - 1];
  const label = toGroupLabel(sessions[index]?.lastAt ?? now, now);
  return before !== undefined && toGroupLabel(before.lastAt, now) === label ? null : label;
}
