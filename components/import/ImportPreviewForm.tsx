import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ImportPreview, ImportRow } from '../../utils/chat/import-file.ts';
import { ImportLosses } from './ImportLosses.tsx';
import { kindNames, plural } from './import-words.ts';

interface Props {
  readonly fileName: string;
  readonly preview: ImportPreview;
  readonly onStart: (sessionIds: readonly string[]) => void;
  readonly onCancel: () => void;
}

/** Rows drawn at first, and with each "Show more". */
const pageSize = 200;

/** What is in a file, each chat to be taken or left. What is here already is not chosen at first. */
export function ImportPreviewForm({ fileName, preview, onStart, onCancel }: Props): JSX.Element {
  const { rows, losses } = preview;
  const [left, setLeft] = useState(() => new Set(rows.filter(isKnown).map(({ sessionId }) => sessionId)));
  const [shown, setShown] = useState(pageSize);
  const chosen = rows.filter(({ sessionId }) => !left.has(sessionId));
  const messages = chosen.reduce((sum, { fresh }) => sum + fresh, 0);
  const open = rows.filter((row) => !isKnown(row));
  function toggle(id: string): void {
    const next = new Set(left);
    if (!next.delete(id)) next.add(id);
    setLeft(next);
  }
  function toggleAll(): void {
    const known = rows.filter(isKnown);
    const out = chosen.length === open.length ? rows : known;
    setLeft(new Set(out.map(({ sessionId }) => sessionId)));
  }
  return (
    <form
      class="import-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen.length > 0) onStart(chosen.map(({ sessionId }) => sessionId));
      }}
    >
      <p role="status" dir="auto">
        {`${fileName}: ${toSummary(rows)}`}
      </p>
      {open.length > 0 && <AllBox chosen={chosen.length} count={open.length} onChange={toggleAll} />}
      <ul class="import-rows" aria-label="Chats in the file" tabIndex={0}>
        {rows.slice(0, shown).map((row) => (
          <Row key={row.sessionId} row={row} chosen={!left.has(row.sessionId)} onToggle={toggle} />
        ))}
        {rows.length > shown && (
          <li>
            <button type="button" class="button" onClick={() => setShown(shown + pageSize)}>
              Show more
            </button>
          </li>
        )}
      </ul>
      <ImportLosses losses={losses} summary="What will not come in" />
      <p class="import-note">
        {chosen.length === 0 && open.length === 0
          ? 'Everything in this file is here already.'
          : `${plural(messages, 'new message')}. Nothing that is here already is changed.`}
      </p>
      <div class="dialog-buttons">
        <button type="button" class="button" onClick={onCancel}>
          Another file
        </button>
        <button type="submit" class="button primary" aria-disabled={chosen.length === 0}>
          {chosen.length === 0 ? 'Import' : `Import ${plural(chosen.length, 'chat')}`}
        </button>
      </div>
    </form>
  );
}

function AllBox({
  chosen,
  count,
  onChange,
}: {
  readonly chosen: number;
  readonly count: number;
  readonly onChange: () => void;
}): JSX.Element {
  const box = useRef<HTMLInputElement>(null);
  const some = chosen > 0 && chosen < count;
  useEffect(() => {
    if (box.current !== null) box.current.indeterminate = some;
  }, [some]);
  return (
    <label class="import-all">
      <input type="checkbox" ref={box} checked={chosen === count} onChange={onChange} />
      All chats
    </label>
  );
}

function Row({
  row,
  chosen,
  onToggle,
}: {
  readonly row: ImportRow;
  readonly chosen: boolean;
  readonly onToggle: (sessionId: string) => void;
}): JSX.Element {
  const { sessionId, title, kind, count, fresh, firstAt, lastAt } = row;
  const known = isKnown(row);
  const counts =
    known || fresh === count ? plural(count, 'message') : `${fresh} of ${plural(count, 'message')} new`;
  return (
    <li>
      <label class="import-row">
        <input type="checkbox" checked={chosen} disabled={known} onChange={() => onToggle(sessionId)} />
        <span>
          <span class="import-title" dir="auto">
            {title.trim() === '' ? 'Without a title' : title}
          </span>
          <small>
            {[kindNames[kind], counts, toDays(firstAt, lastAt), known ? 'here already' : '']
              .filter(Boolean)
              .join(' · ')}
          </small>
        </span>
      </label>
    </li>
  );
}

function isKnown({ fresh }: ImportRow): boolean {
  return fresh === 0;
}

function toSummary(rows: readonly ImportRow[]): string {
  const messages = rows.reduce((sum, { count }) => sum + count, 0);
  const kinds = [...new Set(rows.map(({ kind }) => kindNames[kind]))].join(', ');
  return `${plural(rows.length, 'chat')} with ${plural(messages, 'message')}, from ${kinds}`;
}

const days = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

function toDays(firstAt: number, lastAt: number): string {
  if (lastAt <= 0) return '';
  const first = days.format(firstAt);
  const last = days.format(lastAt);
  return first === last ? first : `${first} – ${last}`;
}
