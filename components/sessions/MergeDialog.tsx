import { useEffect, useState } from 'preact/hooks';
import { mostMerged, type SessionSummary } from '../../utils/chat/session.ts';
import { Dialog } from '../dialog/Dialog.tsx';
import { toGroupLabel } from './group-label.ts';
import './sessions.css';

interface Props {
  /** Chosen from the start. */
  readonly chosen: readonly SessionSummary[];
  /** What can be merged, newest first. */
  readonly readSessions: () => Promise<readonly SessionSummary[]>;
  readonly onMerge: (sessionIds: readonly string[], title: string) => void;
  readonly onClose: () => void;
}

/** Asks which chats become one. It says what will happen: a new chat, and the old ones stay. */
export function MergeDialog({ chosen, readSessions, onMerge, onClose }: Props) {
  const [sessions, setSessions] = useState<readonly SessionSummary[]>(chosen);
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set(chosen.map(({ id }) => id)));
  const [title, setTitle] = useState('');
  const [sought, setSought] = useState('');
  useEffect(() => void readSessions().then((read) => setSessions(withChosen(chosen, read))), []);
  const words = sought.trim().toLowerCase();
  const shown = sessions.filter(
    (session) => ids.has(session.id) || session.title.toLowerCase().includes(words),
  );
  const picked = sessions.filter(({ id }) => ids.has(id));
  const count = picked.reduce((sum, session) => sum + session.count, 0);
  const agents = new Set(picked.flatMap(({ binding }) => binding?.agentName ?? []));
  const agent = agentOf(picked);
  const fits = picked.length >= 2 && picked.length <= mostMerged;

  function toggle(id: string): void {
    const next = new Set(ids);
    if (!next.delete(id)) next.add(id);
    setIds(next);
  }
  return (
    <Dialog name="Merge chats" onClose={onClose}>
      <form
        class="dialog-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!fits) return;
          onClose();
          onMerge(
            picked.map(({ id }) => id),
            title.trim() === '' ? toProposal(picked) : title.trim(),
          );
        }}
      >
        <h2>Merge chats</h2>
        <p class="dialog-words">
          A new chat gets all their messages in order of time. The chats themselves stay as they are.
        </p>
        <input
          class="input"
          type="search"
          aria-label="Search chats to merge"
          placeholder="Search chats"
          dir="auto"
          value={sought}
          onInput={(event) => setSought(event.currentTarget.value)}
        />
        <MergeList sessions={shown} ids={ids} onToggle={toggle} />
        <label class="field">
          Title of the new chat
          <input
            class="input"
            dir="auto"
            maxLength={200}
            value={title}
            placeholder={toProposal(picked)}
            onInput={(event) => setTitle(event.currentTarget.value)}
          />
        </label>
        <p class="dialog-words" role="status">
          {picked.length < 2 ? 'Choose two chats or more.' : `${picked.length} chats, ${count} messages`}
          {picked.length > mostMerged && `. At most ${mostMerged} chats become one: choose fewer.`}
          {fits && agents.size > 1 && `. ${agent} goes on with the new chat and is told of all.`}
        </p>
        <div class="dialog-buttons">
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button primary" aria-disabled={!fits}>
            Merge
          </button>
        </div>
      </form>
    </Dialog>
  );
}

interface ListProps {
  readonly sessions: readonly SessionSummary[];
  readonly ids: ReadonlySet<string>;
  readonly onToggle: (id: string) => void;
}

function MergeList({ sessions, ids, onToggle }: ListProps) {
  return (
    <fieldset class="tags-list">
      <legend class="visually-hidden">Chats to merge</legend>
      {sessions.map((session) => (
        <label key={session.id} class="tags-item">
          <input type="checkbox" checked={ids.has(session.id)} onChange={() => onToggle(session.id)} />
          <bdi>{session.title === '' ? 'Untitled chat' : session.title}</bdi>
          <span class="merge-when">{toGroupLabel(session.lastAt, Date.now())}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** Those that were chosen stand first, so that they are in sight. */
function withChosen(
  chosen: readonly SessionSummary[],
  read: readonly SessionSummary[],
): readonly SessionSummary[] {
  const first = new Set(chosen.map(({ id }) => id));
  return [...chosen, ...read.filter(({ id }) => !first.has(id))];
}

/** Whose the new chat will be: that of the first chat that has one. */
function agentOf(picked: readonly SessionSummary[]): string {
  return picked.find(({ binding }) => binding !== null)?.binding?.agentName ?? '';
}

function toProposal(picked: readonly SessionSummary[]): string {
  return picked
    .map(({ title }) => title)
    .filter((title) => title !== '')
    .join(' + ')
    .slice(0, 80);
}
