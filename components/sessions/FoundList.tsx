import type { RefObject } from 'preact';
import { VirtualList } from '../virtual-list/VirtualList.tsx';
import type { Found } from './ChatHistory.tsx';
import { FoundItem } from './FoundItem.tsx';
import { toCountWords, toHintWords } from './found-words.ts';

interface Props {
  /** Null while nothing is sought. */
  readonly found: Found | null;
  readonly failed: boolean;
  readonly now: number;
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly onOpen: (sessionId: string, messageId: string | null) => void;
  readonly onShowMore: () => void;
}

/** What was found, best first, with how much it is: a voice reads that as it changes. */
export function FoundList({ found, failed, now, scroller, onOpen, onShowMore }: Props) {
  const items = found?.items ?? [];
  const hint = found === null ? '' : toHintWords(found.hints);
  return (
    <>
      <p class={items.length === 0 ? 'view-empty' : 'chat-found'} role="status">
        {failed ? 'The search failed. Close the list and open it again.' : found && toCountWords(found)}
        {hint !== '' && <span class="chat-hint">{hint}</span>}
      </p>
      <VirtualList
        label="Chats"
        busy={found === null && !failed}
        items={items}
        keyOf={({ sessionId, messageId }) => messageId ?? sessionId}
        estimate={({ messageId }) => (messageId === null ? 50 : 90)}
        scroller={scroller}
        draw={(place) => <FoundItem place={place} now={now} onOpen={onOpen} />}
      />
      {found !== null && found.total > items.length && (
        <button type="button" class="button small chat-more" onClick={onShowMore}>
          Show more
        </button>
      )}
    </>
  );
}
