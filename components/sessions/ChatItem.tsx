import type { SessionSummary } from '../../utils/chat/session.ts';
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
  /** Null where nothing is being selected. */
  readonly selected: boolean | null;
  readonly onSelect: (sessionId: string) => void;
  readonly onPin: (session: SessionSummary) => void;
  readonly onOpen: (sessionId: string) => void;
  readonly onRename: (session: SessionSummary) => void;
  readonly onDelete: (sessionId: string) => void;
}

/** One chat in the list. Its small buttons are described by its title, so that a voice tells them apart. */
export function ChatItem(props: Props) {
  const { session, heading, current, mirror, now, selected, onSelect, onOpen } = props;
  const titleId = `chat-${session.id}`;
  return (
    <>
      {heading !== null && <h3 class="view-group">{heading}</h3>}
      <div class={current ? 'chat-row current' : 'chat-row'}>
        {selected !== null && (
          <input
            type="checkbox"
            class="chat-check"
            aria-labelledby={titleId}
            checked={selected}
            onChange={() => onSelect(session.id)}
          />
        )}
        <button
          type="button"
          class="chat-open"
          aria-current={current ? 'true' : undefined}
          onClick={() => (selected === null ? onOpen(session.id) : onSelect(session.id))}
        >
          <span class="chat-title" id={titleId} dir="auto">
            {toTitle(session)}
          </span>
          <Posting words={postingWordsOf(session)} />
          <span class="chat-facts">
            {session.binding !== null && <span dir="auto">{session.binding.agentName}</span>}
            <time dateTime={new Date(session.lastAt).toISOString()}>{toTimeLabel(session.lastAt, now)}</time>
            {mirror && <Place mirrored={session.mirrored} />}
            {session.tags.map((tag) => (
              <bdi key={tag} class="chat-tag">
                {tag}
              </bdi>
            ))}
          </span>
        </button>
        {selected === null && <Acts {...props} titleId={titleId} />}
      </div>
    </>
  );
}

function Acts({ session, titleId, onPin, onRename, onDelete }: Props & { readonly titleId: string }) {
  const pin = session.pinned ? 'Unpin' : 'Pin';
  const acts = [
    { name: pin, icon: 'pin', act: () => onPin(session) },
    { name: 'Rename', icon: 'rename', act: () => onRename(session) },
    { name: 'Delete', icon: 'trash', act: () => onDelete(session.id) },
  ] as const;
  return (
    <>
      {acts.map(({ name, icon, act }) => (
        <button
          key={icon}
          type="button"
          class={icon === 'pin' && session.pinned ? 'icon-button small on' : 'icon-button small'}
          aria-label={name}
          title={name}
          aria-describedby={titleId}
          onClick={act}
        >
          <Icon name={icon} />
        </button>
      ))}
    </>
  );
}

/** What is said of the job below the title; a chat that is called by its posting need not say it twice. */
export function postingWordsOf({ posting, titleByUser }: SessionSummary): readonly string[] {
  if (posting === null) return [];
  const { title, company, place } = posting;
  const words = titleByUser || title.trim() === '' ? [title, company] : [place];
  return words.filter((part) => part.trim() !== '');
}

/** The job that the chat is about. */
function Posting({ words }: { readonly words: readonly string[] }) {
  if (words.length === 0) return null;
  return (
    <span class="chat-posting">
      <Icon name="posting" />
      <span class="visually-hidden">About </span>
      {words.map((part, index) => (
        <span key={index}>
          <bdi>{part}</bdi>
        </span>
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
