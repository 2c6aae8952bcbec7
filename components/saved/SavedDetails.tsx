import { toSafeLink } from '../../utils/std/safe-link.ts';
import { DayField } from './DayField.tsx';
import type { SavedRow } from './arrange-postings.ts';
import { Joined } from './Joined.tsx';
import type { SavedActs } from './SavedPostings.tsx';
import { toTimeWords } from './saved-words.ts';

interface Props {
  readonly row: SavedRow;
  readonly titleId: string;
  readonly reminding: 'allowed' | 'refused' | 'needs-click' | 'unasked';
  readonly acts: SavedActs;
}

/** What the user keeps about a saved posting, and the ways from it. */
export function SavedDetails({ row, titleId, reminding, acts }: Props) {
  const { posting, chats } = row;
  const { facts, note, appliedOn, followUpOn } = posting;
  const known = [facts.workplace, facts.employmentType, facts.salary].filter((part) => part !== '');
  return (
    <div class="saved-details" role="group" aria-labelledby={titleId}>
      {known.length > 0 && (
        <p class="saved-known">
          <Joined parts={known} />
        </p>
      )}
      <div class="saved-days">
        <DayField label="Applied on" day={appliedOn} onDay={(day) => acts.setAppliedOn(posting, day)} />
        <DayField label="Follow-up on" day={followUpOn} onDay={(day) => acts.setFollowUpOn(posting, day)} />
      </div>
      {followUpOn !== null && <Reminding reminding={reminding} onAllow={acts.allowReminders} />}
      <label class="field">
        Note
        <textarea
          class="input saved-note"
          dir="auto"
          rows={3}
          maxLength={20_000}
          value={note}
          onInput={({ currentTarget }) => acts.typeNote(posting, currentTarget.value)}
        />
      </label>
      <Ways
        url={facts.url}
        applyUrl={facts.applyUrl}
        chats={chats}
        onOpenChat={acts.openChat}
        onRemove={() => acts.remove(posting)}
      />
    </div>
  );
}

function Reminding({
  reminding,
  onAllow,
}: {
  readonly reminding: Props['reminding'];
  readonly onAllow: () => void;
}) {
  if (reminding === 'allowed') return <p class="saved-hint">This browser reminds you that day.</p>;
  return (
    <p class="saved-hint" role="status">
      {reminding === 'refused'
        ? 'The browser may not remind you. That day, this posting stands on top of this list.'
        : 'That day, this posting stands on top of this list.'}{' '}
      <button type="button" class="link-button" onClick={onAllow}>
        Allow reminders
      </button>
    </p>
  );
}

interface WaysProps {
  readonly url: string;
  readonly applyUrl: string;
  readonly chats: SavedRow['chats'];
  readonly onOpenChat: (sessionId: string) => void;
  readonly onRemove: () => void;
}

function Ways({ url, applyUrl, chats, onOpenChat, onRemove }: WaysProps) {
  const [newest, ...older] = chats;
  return (
    <div class="saved-ways">
      <WebLink name="Open posting" url={url} />
      {applyUrl !== url && <WebLink name="Apply" url={applyUrl} />}
      {newest === undefined ? (
        <span class="saved-hint">No chat about it yet.</span>
      ) : (
        <button type="button" class="link-button" onClick={() => onOpenChat(newest.id)}>
          Open chat
        </button>
      )}
      <button type="button" class="link-button saved-remove" onClick={onRemove}>
        Remove from list
      </button>
      {older.length > 0 && (
        <ul class="saved-chats" aria-label="Earlier chats">
          {older.map((chat) => (
            <li key={chat.id}>
              <button type="button" class="link-button" dir="auto" onClick={() => onOpenChat(chat.id)}>
                {chat.title === '' ? 'Untitled chat' : chat.title}
              </button>{' '}
              <small>{toTimeWords(chat.lastAt)}</small>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Followed by the user's click only; nothing where it is no address of the web. */
function WebLink({ name, url }: { readonly name: string; readonly url: string }) {
  const link = toSafeLink(url);
  if (link === null || link.host === '') return null;
  return (
    <a
      class="saved-link"
      href={link.href}
      target="_blank"
      rel="noopener noreferrer nofollow"
      title={link.href}
    >
      {name}
    </a>
  );
}
