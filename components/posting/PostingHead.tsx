import { Icon } from '../icon/Icon.tsx';
import type { ShownPosting } from './PostingRegion.tsx';
import { toFactsLine } from './posting-rows.ts';

interface Props {
  readonly shown: ShownPosting;
  readonly open: boolean;
  readonly detailsId: string;
  readonly saving: { readonly saved: boolean; readonly onSave: () => void } | null;
  readonly onAsk: () => void;
  readonly onToggle: () => void;
}

/** The closed posting: who wants whom, and where. */
export function PostingHead({ shown, open, detailsId, saving, onAsk, onToggle }: Props) {
  const { posting, form } = shown;
  const title = posting.title.value ?? '';
  const company = posting.company.value ?? '';
  const facts = toFactsLine(posting);
  return (
    <div class="posting-head">
      <span class="posting-mark" aria-hidden="true">
        {toMark(company === '' ? title : company)}
      </span>
      <div class="posting-words">
        <p class="posting-title" dir="auto" title={title}>
          {title === '' ? 'Title not stated' : title}
        </p>
        <p class="posting-facts" title={facts.join(' · ')}>
          {form && <span class="posting-kind">Application form</span>}
          {facts.map((fact, index) => (
            <span key={index}>
              <bdi>{fact}</bdi>
            </span>
          ))}
        </p>
      </div>
      <button type="button" class="posting-ask" aria-label="Ask about this posting" onClick={onAsk}>
        Ask
      </button>
      {saving !== null && (
        <button
          type="button"
          class="icon-button small"
          aria-label="Save posting"
          aria-pressed={saving.saved}
          title={saving.saved ? 'Saved' : 'Save posting'}
          onClick={saving.onSave}
        >
          <Icon name="save" />
        </button>
      )}
      <button
        type="button"
        class="icon-button small posting-open"
        aria-label="Posting details"
        title={open ? 'Close details' : 'All details'}
        aria-expanded={open}
        aria-controls={detailsId}
        onClick={onToggle}
      >
        <Icon name="open" />
      </button>
    </div>
  );
}

/** The first letter, as a stand-in for a logo: pictures would be fetched from the page's servers. */
function toMark(name: string): string {
  return /\p{L}|\p{N}/u.exec(name)?.[0].toUpperCase() ?? '?';
}
