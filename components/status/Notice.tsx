import { Icon } from '../icon/Icon.tsx';

interface Props {
  readonly name: string;
  readonly sentence: string;
  readonly act: { readonly label: string; readonly onAct: () => void } | null;
  readonly onClose: () => void;
}

/** Something worth knowing once, which is no trouble. */
export function Notice({ name, sentence, act, onClose }: Props) {
  return (
    <aside class="notice" aria-label={name}>
      <p>{sentence}</p>
      {act !== null && (
        <button type="button" class="button" onClick={act.onAct}>
          {act.label}
        </button>
      )}
      <button type="button" class="icon-button small" aria-label="Dismiss" title="Dismiss" onClick={onClose}>
        <Icon name="close" />
      </button>
    </aside>
  );
}
