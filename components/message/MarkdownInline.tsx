import type { Token, Tokens } from 'marked';
import type { ComponentChildren, JSX } from 'preact';
import { decodeEntities } from '../../utils/std/decode-entities.ts';
import { LongText } from './LongText.tsx';
import { isKnownToken, lexInline, type LinkDefinitions, longestInline } from './markdown-lexer.ts';
import { RemoteImage } from './RemoteImage.tsx';
import { isMisleading, stripBidiControls, toSafeImage, toSafeLink } from '../../utils/std/safe-link.ts';

/** The text that a reader sees of inline tokens, without any marks. */
function toPlain(tokens: readonly Token[]): string {
  return tokens
    .map((token) => {
      if (!isKnownToken(token)) return token.raw;
      if ('tokens' in token && token.tokens !== undefined) return toPlain(token.tokens);
      return 'text' in token ? token.text : token.raw;
    })
    .join('');
}

function Link({ token }: { token: Tokens.Link }): JSX.Element {
  const link = toSafeLink(token.autolink ? token.href : decodeEntities(token.href));
  const plain = toPlain(token.tokens);
  if (link === null) return <span>{drawTokens(token.tokens)}</span>;
  const misleading = isMisleading(decodeEntities(plain), link);
  return (
    <>
      <a
        href={link.href}
        target="_blank"
        rel="noopener noreferrer nofollow"
        title={misleading || link.host === '' ? link.href : (token.title ?? link.host)}
      >
        <bdi>{drawTokens(token.tokens, true)}</bdi>
      </a>
      {misleading && <span class="md-host"> ({link.host})</span>}
    </>
  );
}

function Picture({ token }: { token: Tokens.Image }): JSX.Element {
  const image = toSafeImage(decodeEntities(token.href));
  const alt = stripBidiControls(decodeEntities(token.text));
  if (image === null) return <span>{alt}</span>;
  if (image.kind === 'inline') return <img class="md-image" src={image.src} alt={alt} />;
  return <RemoteImage src={image.src} host={image.host} alt={alt} />;
}

function drawToken(token: Token, inLink: boolean): ComponentChildren {
  if (!isKnownToken(token)) return token.raw;
  switch (token.type) {
    case 'strong':
      return <strong>{drawTokens(token.tokens, inLink)}</strong>;
    case 'em':
      return <em>{drawTokens(token.tokens, inLink)}</em>;
    case 'del':
      return <del>{drawTokens(token.tokens, inLink)}</del>;
    case 'codespan':
      return <code>{token.text}</code>;
    case 'br':
      return <br />;
    case 'link':
      return inLink ? drawTokens(token.tokens, inLink) : <Link token={token} />;
    case 'image':
      return <Picture token={token} />;
    case 'html':
      // The one tag that models use in tables; any other is shown as it was written.
      return /^<br\s*\/?>$/i.test(token.raw) ? <br /> : token.raw;
    case 'escape':
      return token.text;
    case 'text': {
      const text = decodeEntities(token.text);
      return inLink ? stripBidiControls(text) : text;
    }
    default:
      return token.raw;
  }
}

function drawTokens(tokens: readonly Token[], inLink = false): ComponentChildren {
  return tokens.map((token) => drawToken(token, inLink));
}

/** The inside of a paragraph, heading or cell. */
export function MarkdownInline({ text, links }: { text: string; links: LinkDefinitions }): JSX.Element {
  if (text.length > longestInline) return <LongText text={text} first={longestInline} />;
  return <>{drawTokens(lexInline(text, links))}</>;
}
