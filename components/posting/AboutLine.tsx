import type { JSX } from 'preact';
import type { SessionPosting } from '../../utils/chat/session.ts';
import { toSafeLink } from '../../utils/std/safe-link.ts';

/** What the chat is about, while the page shows something else; the link is followed by the user only. */
export function AboutLine({ about }: { readonly about: SessionPosting }) {
  const { title, company, url } = about;
  const link = toSafeLink(url);
  const words = [title, company].filter((part) => part !== '').map((part) => <bdi key={part}>{part}</bdi>);
  return (
    <p class="posting-about">
      About:{' '}
      {link === null || link.host === '' ? (
        <Joined words={words} />
      ) : (
        <a href={link.href} target="_blank" rel="noopener noreferrer nofollow" title={link.href}>
          <Joined words={words} />
        </a>
      )}
    </p>
  );
}

function Joined({ words }: { readonly words: readonly JSX.Element[] }) {
  if (words.length === 0) return <>a posting</>;
  return (
    <>
      {words[0]}
      {words.length > 1 && ' · '}
      {words[1]}
    </>
  );
}
