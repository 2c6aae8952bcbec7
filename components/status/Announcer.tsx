interface Props {
  readonly words: string;
}

/**
 * The panel's voice. The transcript itself is silent (`aria-live=off`), because a log that grows piece by
 * piece is read piece by piece; what is finished is put here once, and heard once, when the reader pauses.
 */
export function Announcer({ words }: Props) {
  return (
    <div class="visually-hidden" aria-live="polite" aria-atomic="true">
      {words}
    </div>
  );
}
