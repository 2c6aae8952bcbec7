import { Lexer, type MarkedToken, type Token, type Tokens } from 'marked';
import { decodeEntities } from '../std/decode-entities.ts';
import { stripBidiControls, toSafeImage, toSafeLink } from '../std/safe-link.ts';
import { escapeHtml } from './escape-html.ts';

/** Longer texts, and such with more quoted lines, are written as they are: marked could take minutes. */
const longest = 300_000;
const mostQuoteLines = 1000;

const knownTypes: ReadonlySet<string> = new Set<MarkedToken['type']>([
  'blockquote',
  'br',
  'code',
  'codespan',
  'del',
  'em',
  'escape',
  'heading',
  'hr',
  'image',
  'link',
  'list',
  'paragraph',
  'strong',
  'table',
  'text',
]);

function isKnownToken(token: Token): token is MarkedToken {
  return knownTypes.has(token.type);
}

function toLink(token: Tokens.Link): string {
  const link = toSafeLink(token.autolink ? token.href : decodeEntities(token.href));
  const text = stripBidiControls(writeAll(token.tokens));
  if (link === null) return text;
  // Paper has no links: the stylesheet prints the address behind the text.
  return `<a href="${escapeHtml(link.href)}" rel="noopener noreferrer nofollow"><bdi>${text}</bdi></a>`;
}

function toImage(token: Tokens.Image): string {
  const image = toSafeImage(decodeEntities(token.href));
  const alt = escapeHtml(stripBidiControls(decodeEntities(token.text)));
  if (image === null) return alt;
  const src = escapeHtml(image.src);
  if (image.kind === 'inline') return `<img src="${src}" alt="${alt}">`;
  return `<a href="${src}" rel="noopener noreferrer nofollow">${alt === '' ? 'Image' : alt} (image)</a>`;
}

function toList(token: Tokens.List): string {
  const items = token.items.map((item) => {
    const box = item.task ? (item.checked ? '☑ ' : '☐ ') : '';
    return `<li${item.task ? ' class="task"' : ''}>${box}${writeAll(item.tokens.filter(({ type }) => type !== 'checkbox'))}</li>`;
  });
  if (!token.ordered) return `<ul>${items.join('')}</ul>`;
  return `<ol start="${Number(token.start) || 1}">${items.join('')}</ol>`;
}

function toTable(token: Tokens.Table): string {
  const row = (cells: readonly Tokens.TableCell[], tag: 'th' | 'td'): string =>
    `<tr>${cells.map((cell) => `<${tag}>${writeAll(cell.tokens)}</${tag}>`).join('')}</tr>`;
  const body = token.rows.map((cells) => row(cells, 'td')).join('');
  return `<div class="wide"><table><thead>${row(token.header, 'th')}</thead><tbody>${body}</tbody></table></div>`;
}

function write(token: Token): string {
  // HTML of the agent's is shown as it was written, as is anything that we do not know.
  if (!isKnownToken(token))
    return ['space', 'def', 'checkbox'].includes(token.type) ? '' : escapeHtml(token.raw);
  switch (token.type) {
    case 'paragraph':
      return `<p dir="auto">${writeAll(token.tokens)}</p>`;
    case 'heading':
      return `<h3 dir="auto">${writeAll(token.tokens)}</h3>`;
    case 'code':
      return `<pre><code>${escapeHtml(token.text)}</code></pre>`;
    case 'blockquote':
      return `<blockquote>${writeAll(token.tokens)}</blockquote>`;
    case 'list':
      return toList(token);
    case 'table':
      return toTable(token);
    case 'hr':
      return '<hr>';
    case 'br':
      return '<br>';
    case 'strong':
      return `<strong>${writeAll(token.tokens)}</strong>`;
    case 'em':
      return `<em>${writeAll(token.tokens)}</em>`;
    case 'del':
      return `<del>${writeAll(token.tokens)}</del>`;
    case 'codespan':
      return `<code>${escapeHtml(token.text)}</code>`;
    case 'link':
      return toLink(token);
    case 'image':
      return toImage(token);
    case 'escape':
      return escapeHtml(token.text);
    case 'text':
      return token.tokens === undefined ? escapeHtml(decodeEntities(token.text)) : writeAll(token.tokens);
    default:
      return escapeHtml(token.raw);
  }
}

function writeAll(tokens: readonly Token[]): string {
  return tokens.map(write).join('');
}

function toPlain(text: string): string {
  return `<p class="plain" dir="auto">${escapeHtml(text)}</p>`;
}

/** Markdown (GFM) as HTML without anything active; what cannot be read as Markdown stays plain text. */
export function markdownToHtml(text: string): string {
  const quoteLines = text.match(/^ {0,3}>/gm)?.length ?? 0;
  if (text.length > longest || quoteLines > mostQuoteLines) return toPlain(text);
  try {
    return writeAll(new Lexer({ gfm: true }).lex(text));
  } catch {
    // marked recurses, and a hostile text nests deeper than the stack.
    return toPlain(text);
  }
}
