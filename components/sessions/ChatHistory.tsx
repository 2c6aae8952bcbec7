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
}

/**
 * All chats, newest first. Lies over the chat, which is inert meanwhile, and not in the browser's top
 * layer: the undo of a deleted chat must stay in reach.
 */
export function ChatHistory(props: Props) {
  const { sessions, more, onMore, onClose } = props;
  const dialog = useRef<HTMLDivElement>(null);
  const end = useRef<HTMLDivElement>(null);
  useFocusInside(dialog);
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
              {...headingOf(sessions, index, props.now)}
              {...props}
            />
          ))}
        </ul>
        <div ref={end} />
      </div>
    </div>
  );
}

function headingOf(
  sessions: readonly SessionSummary[],
  index: number,
  now: number,
): { readonly heading: string | null } {
  const before = sessions[index - 1];
  const label = toGroupLabel(sessions[index]?.lastAt ?? now, now);
  return { heading: before !== undefined && toGroupLabel(before.lastAt, now) === label ? null : label };
}

/** Takes the focus in, and gives it back where nobody else has taken it meanwhile. */
function useFocusInside(dialog: { readonly current: HTMLElement | null }): void {
  useLayoutEffect(() => {
    const opener = document.activeElement;
    dialog.current?.focus();
    return () =>
      queueMicrotask(() => {
        const lost = document.activeElement === null || document.activeElement === document.body;
        if (lost && opener instanceof HTMLElement) opener.focus();
      });
  }, []);
}
