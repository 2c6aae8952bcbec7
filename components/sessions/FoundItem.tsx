import type { SnippetPiece } from '../../utils/search/snippet.ts';
import { toTimeLabel } from './group-label.ts';

/** A place where what is sought was said. */
export interface FoundPlace {
  readonly sessionId: string;
  readonly messageId: string | null;
  readonly title: readonly SnippetPiece[];
  readonly snippet: readonly SnippetPiece[];
  readonly mine: boolean;
  /** Epoch ms. */
  readonly at: number;
  readonly archived: boolean;
  /** How many other chats hold a copy of the message. */
  readonly copies: number;
}

interface Props {
  readonly place: FoundPlace;
  readonly now: number;
  readonly onOpen: (sessionId: string, messageId: string | null) => void;
}

/** One find: the chat's title, and the passage with what was sought marked. */
export function FoundItem({ place, now, onOpen }: Props) {
  const { sessionId, messageId, title, snippet, mine, at, archived, copies } = place;
  return (
    <div class="chat-row">
      <button type="button" class="chat-open" onClick={() => onOpen(sessionId, messageId)}>
        <span class="chat-title" dir="auto">
          {title.length === 0 ? 'Untitled chat' : <Pieces pieces={title} />}
        </span>
        {snippet.length > 0 && (
          <span class="chat-snippet" dir="auto">
            {mine && <span class="chat-snippet-who">You: </span>}
            <Pieces pieces={snippet} />
          </span>
        )}
        <span class="chat-facts">
          <time dateTime={new Date(at).toISOString()}>{toTimeLabel(at, now)}</time>
          {archived && <span>Archived</span>}
          {copies > 0 && <span>{copies === 1 ? 'Also in a copy' : `Also in ${copies} copies`}</span>}
        </span>
      </button>
    </div>
  );
}

function Pieces({ pieces }: { readonly pieces: readonly SnippetPiece[] }) {
  return <>{pieces.map(({ text, marked }, index) => (marked ? <mark key={index}>{text}</mark> : text))}</>;
}
