import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { QuotePart } from '../../utils/chat/message.ts';
import { type SafeLink, toSafeLink } from '../../utils/std/safe-link.ts';
import { Icon } from '../icon/Icon.tsx';

interface Props {
  readonly quote: QuotePart;
}

const kinds: Readonly<Record<QuotePart['source'], string>> = {
  posting: 'Job posting',
  selection: 'Selected text',
  'form-question': 'Form question',
};

/** What the user attached to a message, folded to two lines. All of it is text, whatever the page wrote. */
export function QuoteCard({ quote }: Props): JSX.Element {
  const { source, title, company, place, url, text, cut } = quote;
  const [open, setOpen] = useState(false);
  const host = toWebLink(url)?.host ?? '';
  // A form's question is what it asks, wherever it stands.
  const words = source === 'form-question' ? text.split('\n', 1).join('') : text.slice(0, 120);
  const name = title === '' || source === 'form-question' ? words : title;
  return (
    <details
      class="quote"
      role="group"
      aria-label={`Quoted: ${name}`}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        <Icon name={source === 'posting' ? 'posting' : 'quote'} />
        <span class="quote-head">
          <bdi class="quote-title">{name === '' ? kinds[source] : name}</bdi>
          <span class="quote-facts">
            {/* A posting is known by its picture; a voice hears what it is. */}
            <span class={source === 'posting' ? 'visually-hidden' : ''}>{kinds[source]}</span>
            {[company, place, host]
              .filter((fact) => fact !== '')
              .map((fact, index) => (
                <span class="quote-fact" key={index}>
                  <bdi>{fact}</bdi>
                </span>
              ))}
          </span>
        </span>
        {cut && <span class="quote-cut">cut</span>}
      </summary>
      {/* Up to 24,000 characters: drawn once somebody wants to read them. */}
      {open && <QuoteBody quote={quote} />}
    </details>
  );
}

function QuoteBody({ quote: { url, at, text, cut } }: Props): JSX.Element {
  const link = toWebLink(url);
  const read = toTime(at);
  return (
    <div class="quote-body">
      <p class="quote-source">
        {read !== '' && `Read ${read}`}
        {link !== null && (
          <>
            {read !== '' && ' · '}
            <a href={link.href} target="_blank" rel="noopener noreferrer nofollow" dir="ltr">
              {link.href}
            </a>
          </>
        )}
      </p>
      <div class="quote-text" dir="auto" tabIndex={0} role="group" aria-label="Quoted text">
        {text}
      </div>
      {cut && <p class="quote-source">The text was longer and is cut here.</p>}
    </div>
  );
}

/** A page's address; it is never fetched, only followed by the reader's click. */
function toWebLink(url: string): SafeLink | null {
  const link = toSafeLink(url);
  return link === null || link.host === '' ? null : link;
}

function toTime(at: number): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return '';
  return new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' }).format(date);
}
