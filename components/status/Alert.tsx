import { Icon } from '../icon/Icon.tsx';

interface Props {
  readonly sentence: string;
  /** The one act that helps; null where there is none. */
  readonly act: { readonly label: string; readonly onAct: () => void } | null;
  /** Null where the alert stands as long as its cause. */
  readonly onClose: (() => void) | null;
}

/** What went wrong, said at once, and the one thing to do about it. */
export function Alert({ sentence, act, onClose }: Props) {
  return (
    <div class="alert" role="alert">
      <Icon name="warning" />
      <p dir="auto">{sentence}</p>
      {act !== null && (
        <button type="button" class="button" onClick={act.onAct}>
          {act.label}
        </button>
      )}
      {onClose !== null && (
        <button
          type="button"
          class="icon-button small"
          aria-label="Dismiss"
          title="Dismiss"
          onClick={onClose}
        >
          <Icon name="close" />
        </button>
      )}
    </div>
  );
}
