interface Props {
  readonly empty: boolean;
  readonly busy: boolean;
  /** An answer went with the browser's background. */
  readonly lost: boolean;
  readonly onKeep: () => void;
  readonly onAskAgain: () => void;
}

/** Says what a temporary chat is, for as long as it is one. */
export function TemporaryLine({ empty, busy, lost, onKeep, onAskAgain }: Props) {
  return (
    <>
      <aside class="temporary-line" aria-label="Temporary chat">
        <p>
          This chat is not saved. It is gone when the panel closes or you open another chat. Your agent may
          still remember what was said.
        </p>
        {!empty && (
          <button type="button" class="button small" aria-disabled={busy} onClick={() => !busy && onKeep()}>
            Keep this chat
          </button>
        )}
      </aside>
      {lost && (
        <div class="temporary-line lost" role="alert">
          <p>
            The answer was lost because the browser stopped its background. What was said before is still
            here.
          </p>
          <button type="button" class="button small" onClick={onAskAgain}>
            Try again
          </button>
        </div>
      )}
    </>
  );
}
