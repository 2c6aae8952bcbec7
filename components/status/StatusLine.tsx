interface Props {
  readonly text: string;
  readonly tone: 'good' | 'waiting' | 'trouble';
}

/** Where the chat is saved. The words say all; the mark only repeats them in shape and colour. */
export function StatusLine({ text, tone }: Props) {
  return (
    <p class={`status-line tone-${tone}`} role="status">
      <span class="status-mark" aria-hidden="true" />
      {text}
    </p>
  );
}
