import type { Lineage } from '../../utils/chat/session.ts';
import { Icon } from '../icon/Icon.tsx';

interface Props {
  readonly lineage: Lineage;
  readonly onOpen: (sessionId: string, messageId: string | null) => void;
}

/** Where a chat's first messages come from, with the way back. */
export function LineageLine({ lineage, onOpen }: Props) {
  const { forkOf, mergedFrom } = lineage;
  if (forkOf === null && mergedFrom.length === 0) return null;
  const sources = forkOf === null ? mergedFrom.map((from) => ({ ...from, messageId: null })) : [forkOf];
  return (
    <p class="lineage">
      <Icon name={forkOf === null ? 'merge' : 'fork'} />
      {forkOf === null ? 'Merged from' : 'Forked from'}{' '}
      {sources.map(({ sessionId, messageId, title }, index) => (
        <span key={sessionId}>
          {index > 0 && ', '}
          <button type="button" class="link-button" onClick={() => onOpen(sessionId, messageId)}>
            <bdi>{title === '' ? 'Untitled chat' : title}</bdi>
          </button>
        </span>
      ))}
    </p>
  );
}
