import type { QuotePart } from '../../utils/chat/message.ts';
import { Icon } from '../icon/Icon.tsx';

interface Props {
  readonly quotes: readonly QuotePart[];
  readonly onRemove: (quote: QuotePart) => void;
}

const words: Readonly<Record<QuotePart['source'], { readonly name: string; readonly remove: string }>> = {
  posting: { name: 'Posting', remove: 'Remove posting' },
  selection: { name: 'Selection', remove: 'Remove selection' },
  'form-question': { name: 'Question', remove: 'Remove question' },
};

/** What goes with the next message: a line each, so that the words keep their room. */
export function AttachedChips({ quotes, onRemove }: Props) {
  if (quotes.length === 0) return null;
  return (
    <ul class="chips" aria-label="Attached">
      {quotes.map((quote) => (
        <li class="chip" key={`${quote.source} ${quote.url} ${quote.text}`}>
          <Icon name={quote.source === 'posting' ? 'posting' : 'quote'} />
          <span class="visually-hidden">{words[quote.source].name}: </span>
          <bdi class="chip-words">{toChipWords(quote)}</bdi>
          <button
            type="button"
            class="icon-button small"
            aria-label={words[quote.source].remove}
            title={words[quote.source].remove}
            onClick={() => onRemove(quote)}
          >
            <Icon name="close" />
          </button>
        </li>
      ))}
    </ul>
  );
}

function toChipWords({ source, title, company, text }: QuotePart): string {
  if (source !== 'posting') return text.slice(0, 300);
  return [title, company].filter((part) => part !== '').join(' · ') || 'Untitled posting';
}
