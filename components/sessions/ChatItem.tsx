import type { SessionPosting, SessionSummary } from '../../utils/chat/session.ts';
import { Icon } from '../icon/Icon.tsx';
import { toTimeLabel } from './group-label.ts';

interface Props {
  readonly session: SessionSummary;
  /** The day above it, on the first chat of a day. */
  readonly heading: string | null;
  /** The chat that the panel shows. */
  readonly current: boolean;
  readonly mirror: boolean;
  readonly now: number;
  readonly onOpen: (sessionId: string) => void;
  readonly onRename: (session: SessionSummary) => void;
  readonly onDelete: (sessionId: string) => void;
}

/** One chat in the list. Its two small buttons are described by its title, so that a voice tells them apart. */
export function ChatItem({ session, heading, current, mirror, now, onOpen, onRename, onDelete }: Props) {
  const titleId = `chat-${session.id}`;
  return (
    <li class="chat-item">
      {heading !== null && <h3 class="chat-group">{heading}</h3>}
      <div class={current ? 'chat-row current' : 'chat-row'}>
        <button
          type="button"
          class="chat-open"
          aria-current={current ? 'true' : undefined}
          onClick={() => onOpen(session.id)}
        >
          <span class="chat-title" id={titleId} dir="auto">
            {toTitle(session)}
          </span>
          {session.posting !== null && <Posting posting={session.posting} />}
          <span class="chat-facts">
            {session.binding !== null && <span dir="auto">{session.binding.agentName}</span>}
            <time dateTime={new Date(session.lastAt).toISOString()}>{toTimeLabel(session.lastAt, now)}</time>
            {mirror && <Place mirrored={session.mirrored} />}
          </span>
        </button>
        <button
          type="button"
          class="icon-button small"
          aria-label="Rename"
          title="Rename"
          aria-describedby={titleId}
          onClick={() => onRename(session)}
        >
          <Icon name="rename" />
        </button>
        <button
          type="button"
          class="icon-button small"
          aria-label="Delete"
          title="Delete"
          aria-describedby={titleId}
          onClick={() => onDelete(session.id)}
        >
          <Icon name="trash" />
        </button>
      </div>
    </li>
  );
}

/** The job that the chat is about. */
function Posting({ posting: { title, company } }: { readonly posting: SessionPosting }) {
  const words = [title, company].filter((part) => part !== '');
  if (words.length === 0) return null;
  return (
    <span class="chat-posting">
      <Icon name="posting" />
      <span class="visually-hidden">About </span>
      {words.map((part, index) => (
        <bdi key={index}>{part}</bdi>
      ))}
    </span>
  );
}

function Place({ mirrored }: { readonly mirrored: boolean }) {
  const words = mirrored ? 'Mirrored' : 'On this device only';
  return (
    <span class="chat-place" title={words}>
      <Icon name={mirrored ? 'cloud' : 'device'} />
      <span class="visually-hidden">{words}</span>
    </span>
  );
}

function toTitle(session: SessionSummary): string {
  return session.title === '' ? 'Untitled chat' : session.title;
}
