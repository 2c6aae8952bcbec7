import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

type Where = 'here' | 'everywhere';
interface Props {
  readonly mirror: boolean;
  readonly busy: boolean;
  readonly onDelete: (where: Where) => void;
}

/** For so long everything can be taken back: nothing is deleted before. */
const undoSeconds = 10;
const word = 'delete';

/** Deletes everything, after a typed word, and not before the time to undo it is over. */
export function DeleteEverything({ mirror, busy, onDelete }: Props): JSX.Element {
  const [asks, setAsks] = useState<Where | null>(null);
  const [leaving, setLeaving] = useState<Where | null>(null);
  const start = (where: Where) => () => setAsks(where);
  if (leaving !== null) {
    return (
      <Countdown
        onUndo={() => setLeaving(null)}
        onOver={() => {
          setLeaving(null);
          onDelete(leaving);
        }}
      />
    );
  }
  if (asks !== null) {
    return (
      <Confirm
        where={asks}
        mirror={mirror}
        onCancel={() => setAsks(null)}
        onSure={() => {
          setLeaving(asks);
          setAsks(null);
        }}
      />
    );
  }
  return (
    <div class="prompt-acts">
      <button type="button" class="button" disabled={busy} onClick={start('here')}>
        Delete everything here
      </button>
      {mirror && (
        <button type="button" class="button" disabled={busy} onClick={start('everywhere')}>
          Delete everything here and on the mirror
        </button>
      )}
    </div>
  );
}

const words = {
  alone: 'All chats, drafts and saved postings in this browser will be deleted. Nothing brings them back.',
  here: 'All chats, drafts and saved postings in this browser will be deleted, and the mirror will be disconnected. The mirror keeps its copy, but what was not mirrored yet is lost.',
  everywhere:
    'All chats and saved postings will be deleted in this browser, on the mirror and on every device that it reaches. Nothing brings them back, the bin included. Your agent keeps what it remembers.',
} as const;

function Confirm({
  where,
  mirror,
  onCancel,
  onSure,
}: {
  readonly where: Where;
  readonly mirror: boolean;
  readonly onCancel: () => void;
  readonly onSure: () => void;
}): JSX.Element {
  const [typed, setTyped] = useState('');
  const field = useRef<HTMLInputElement>(null);
  // Before the next key: a later focus loses the first letter of a quick typist.
  useLayoutEffect(() => field.current?.focus(), []);
  const sure = typed.trim().toLowerCase() === word;
  return (
    <form
      class="prompt-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (sure) onSure();
      }}
    >
      <p role="alert">{words[where === 'here' && !mirror ? 'alone' : where]}</p>
      <label class="field">
        <span>Type “{word}” to go on</span>
        <input
          ref={field}
          class="input"
          autocomplete="off"
          value={typed}
          onInput={({ currentTarget }) => setTyped(currentTarget.value)}
        />
      </label>
      <div class="prompt-acts">
        <button type="submit" class="button" disabled={!sure}>
          Delete everything
        </button>
        <button type="button" class="button" onClick={onCancel}>
          Cancel
        </button>
      </div>
    </form>
  );
}

function Countdown({
  onUndo,
  onOver,
}: {
  readonly onUndo: () => void;
  readonly onOver: () => void;
}): JSX.Element {
  const [left, setLeft] = useState(undoSeconds);
  const button = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => button.current?.focus(), []);
  useEffect(() => {
    if (left === 0) return onOver();
    const timer = setTimeout(() => setLeft(left - 1), 1_000);
    return () => clearTimeout(timer);
  }, [left]);
  return (
    <div class="prompt-notice">
      <p>
        <span role="status">Everything will be deleted in {undoSeconds} seconds.</span>{' '}
        <span aria-hidden="true">{left} left.</span> Closing this page keeps everything.
      </p>
      <button type="button" class="button" ref={button} onClick={onUndo}>
        Undo
      </button>
    </div>
  );
}
