import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { View } from '../view/View.tsx';
import { VirtualList } from '../virtual-list/VirtualList.tsx';
import './bin.css';

/** What one clear or delete removed. */
export interface BinItem {
  readonly undoId: string;
  /** The chat's title or first words; may be empty. */
  readonly title: string;
  /** Messages. */
  readonly count: number;
  /** When it was removed, and when it goes for good; epoch ms. */
  readonly at: number;
  readonly until: number;
  readonly how: 'cleared' | 'deleted' | 'expired' | 'elsewhere';
}

interface Props {
  /** Null until read. */
  readonly items: readonly BinItem[] | null;
  /** What the list does not show, in a sentence; empty: nothing. */
  readonly note: string;
  readonly now: number;
  readonly onRestore: (item: BinItem) => void;
  readonly onDelete: (item: BinItem) => void;
  readonly onEmpty: () => void;
  readonly onClose: () => void;
  /** What floats above the list. */
  readonly children: ComponentChildren;
}

const dayMs = 86_400_000;
const howWords = {
  cleared: 'Cleared',
  deleted: 'Deleted',
  expired: 'Too old',
  elsewhere: 'Deleted',
} as const;

/** What was cleared and can still come back. Lies over the chat, which is inert meanwhile. */
export function BinList(props: Props) {
  const { items, note, onClose } = props;
  const view = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const count = items?.length ?? 0;
  // A row that went takes the focus with it.
  useLayoutEffect(() => {
    const { activeElement } = document;
    if (activeElement === document.body || view.current?.contains(activeElement) !== true)
      view.current?.focus();
  }, [count]);
  return (
    <View
      name="Bin"
      view={view}
      onBack={onClose}
      acts={
        count > 0 && (
          <button type="button" class="button small" onClick={props.onEmpty}>
            Empty bin
          </button>
        )
      }
      foot={props.children}
    >
      <div class="view-scroll" ref={scroller}>
        {note !== '' && <p class="bin-note">{note}</p>}
        {items !== null && count === 0 && (
          <p class="view-empty">The bin is empty. What you clear or delete stays here for 30 days.</p>
        )}
        <VirtualList
          label="Bin"
          busy={items === null}
          items={items ?? []}
          keyOf={({ undoId }) => undoId}
          estimate={() => 82}
          scroller={scroller}
          draw={(item) => <Row {...props} item={item} />}
        />
      </div>
    </View>
  );
}

function Row({ item, now, onRestore, onDelete }: Props & { readonly item: BinItem }) {
  const title = item.title === '' ? 'Chat without words' : item.title;
  return (
    <div class="bin-row">
      <p class="bin-title" dir="auto" title={title}>
        {title}
      </p>
      <p class="bin-facts">{toFacts(item, now)}</p>
      <div class="bin-acts">
        <button
          type="button"
          class="link-button"
          aria-label={`Restore “${title}”`}
          onClick={() => onRestore(item)}
        >
          Restore
        </button>
        <button
          type="button"
          class="link-button bin-delete"
          aria-label={`Delete for ever “${title}”`}
          onClick={() => onDelete(item)}
        >
          Delete for ever
        </button>
      </div>
    </div>
  );
}

function toFacts({ count, at, until, how }: BinItem, now: number): string {
  const messages = count === 1 ? '1 message' : `${count} messages`;
  const day = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short' }).format(at);
  const where = how === 'elsewhere' ? ' on another device' : '';
  const days = Math.max(0, Math.ceil((until - now) / dayMs));
  const left = days === 1 ? '1 day left' : `${days} days left`;
  return `${messages} · ${howWords[how]}${where} ${day} · ${left}`;
}
