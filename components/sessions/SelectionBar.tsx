import type { SessionSummary } from '../../utils/chat/session.ts';

/** What can be done with several chats at once. */
export interface SelectionActs {
  readonly onTags: (sessions: readonly SessionSummary[]) => void;
  readonly onPin: (sessions: readonly SessionSummary[], pinned: boolean) => void;
  readonly onArchive: (sessions: readonly SessionSummary[], archived: boolean) => void;
  readonly onDeleteAll: (sessions: readonly SessionSummary[]) => void;
  /** Null where it is not offered. */
  readonly onMerge: ((sessions: readonly SessionSummary[]) => void) | null;
  readonly onExport: ((sessions: readonly SessionSummary[]) => void) | null;
}

interface Props extends SelectionActs {
  readonly chosen: readonly SessionSummary[];
  readonly total: number;
  readonly onAll: () => void;
  readonly onDone: () => void;
}

/** Acts on the chats that were chosen. */
export function SelectionBar(props: Props) {
  const { chosen, total, onTags, onPin, onArchive, onMerge, onExport, onDeleteAll, onAll, onDone } = props;
  const none = chosen.length === 0;
  const pin = !chosen.every(({ pinned }) => pinned) || none;
  const archive = !chosen.every(({ archived }) => archived) || none;
  /** What was chosen is gone, and its Undo comes where this bar stands. */
  function deleteAll(): void {
    onDone();
    onDeleteAll(chosen);
  }
  const acts = [
    { name: 'Tags…', act: () => onTags(chosen), off: none },
    { name: pin ? 'Pin' : 'Unpin', act: () => onPin(chosen, pin), off: none },
    { name: archive ? 'Archive' : 'Unarchive', act: () => onArchive(chosen, archive), off: none },
    ...(onMerge === null ? [] : [{ name: 'Merge…', act: () => onMerge(chosen), off: chosen.length < 2 }]),
    ...(onExport === null ? [] : [{ name: 'Export…', act: () => onExport(chosen), off: none }]),
    { name: 'Delete', act: deleteAll, off: none },
  ];
  return (
    <div class="chat-selection" role="group" aria-label="Selected chats">
      <p role="status">{`${chosen.length} of ${total} selected`}</p>
      <button type="button" class="button small" onClick={onAll}>
        {chosen.length === total ? 'Select none' : 'Select all'}
      </button>
      {acts.map(({ name, act, off }) => (
        <button key={name} type="button" class="button small" disabled={off} onClick={act}>
          {name}
        </button>
      ))}
      <button type="button" class="button small primary" onClick={onDone}>
        Done
      </button>
    </div>
  );
}
