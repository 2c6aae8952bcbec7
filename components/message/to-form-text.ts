import type { Token, Tokens } from 'marked';
import { decodeEntities } from '../../utils/std/decode-entities.ts';
import { stripBidiControls } from '../../utils/std/safe-link.ts';
import { isKnownToken, lexBlocks, lexInline, type LinkDefinitions } from './markdown-lexer.ts';
import { splitBlocks } from './split-blocks.ts';

/** Characters that a form has no use for, and that a person would not see in it. */
// oxlint-disable-next-line no-control-regex
const unseen = /[\u0000-\u0008\u000b-\u001f\u007f\u200b\u2060\ufeff]/g;

/**
 * An agent's Markdown as one would type it into a form: no marks of emphasis, headings or code, lists as
 * "- " and "1. ", a link as its text, paragraphs a blank line apart.
 */
export function toFormText(markdown: string): string {
  const { raws, links } = splitBlocks(markdown);
  const text = toBlocks(lexBlocks(raws.join('')), links);
  return stripBidiControls(text)
    .replaceAll(unseen, '')
    .replaceAll(/[ \t]+$/gm, '')
    .trim();
}

function toBlocks(tokens: readonly Token[], links: LinkDefinitions): string {
  return tokens
    .map((token) => toBlock(token, links))
    .filter((text) => text.trim() !== '')
    .join('\n\n');
}

function toBlock(token: Token, links: LinkDefinitions): string {
  if (!isKnownToken(token)) return token.raw;
  switch (token.type) {
    case 'paragraph':
    case 'heading':
    case 'text':
      return toInline(token.text, links);
    case 'code':
      return token.text;
    case 'blockquote':
      return toBlocks(token.tokens, links);
    case 'list':
      return toList(token, links);
    case 'table':
      return [token.header, ...token.rows]
        .map((row) => row.map((cell) => toInline(cell.text, links)).join(', '))
        .join('\n');
    case 'space':
    case 'hr':
    case 'def':
    case 'checkbox':
      return '';
    default:
      return token.raw;
  }
}

function toList({ items, ordered, start, loose }: Tokens.List, links: LinkDefinitions): string {
  const first = typeof start === 'number' ? start : 1;
  return items
    .map((item, index) => {
      const mark = ordered ? `${first + index}. ` : '- ';
      const blocks = item.tokens
        .map((token) => toBlock(token, links).replace(item.task ? /^\[[ xX]\]\s+/ : /^$/, ''))
        .filter((text) => text !== '');
      const text = blocks.join(loose ? '\n\n' : '\n');
      return `${mark}${text.replaceAll('\n', `\n${' '.repeat(mark.length)}`)}`;
    })
    .join(loose ? '\n\n' : '\n');
}

function toInline(text: string, links: LinkDefinitions): string {
  return toPlain(lexInline(text, links));
}

function toPlain(tokens: readonly Token[]): string {
  return tokens
    .map((token) => {
      if (!isKnownToken(token)) return token.raw;
      if (token.type === 'br' || (token.type === 'html' && /^<br\s*\/?>$/i.test(token.raw))) return '\n';
      if (token.type === 'codespan' || token.type === 'escape') return token.text;
      if (token.type === 'image') return decodeEntities(token.text);
      if ('tokens' in token && token.tokens !== undefined) return toPlain(token.tokens);
      return token.type === 'text' ? decodeEntities(token.text) : token.raw;
    })
    .join('');
}
