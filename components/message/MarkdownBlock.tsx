import type { Token, Tokens } from 'marked';
import type { ComponentChildren, JSX } from 'preact';
import { createSteady } from '../steady/steady.ts';
import { closeOpenMarkdown } from './close-open-markdown.ts';
import { CodeBlock } from './CodeBlock.tsx';
import { decodeEntities } from '../../utils/std/decode-entities.ts';
import { isKnownToken, lexBlocks, type LinkDefinitions } from './markdown-lexer.ts';
import { MarkdownInline } from './MarkdownInline.tsx';
import { MarkdownTable } from './MarkdownTable.tsx';

interface Context {
  readonly links: LinkDefinitions;
  /** True while more of this block may come. */
  readonly open: boolean;
}

function ListItem({ item, context }: { item: Tokens.ListItem; context: Context }): JSX.Element {
  const children = item.tokens.map((token, index) => {
    if (!item.loose || !isTextual(token)) return drawBlock(token, context);
    // Between blank lines the mark of the box is left in the words; the box itself is drawn below.
    const text = item.task && index === 0 ? token.text.replace(/^\[[ xX]\]\s+/, '') : token.text;
    return drawBlock({ ...token, type: 'paragraph', text }, context);
  });
  if (!item.task) return <li>{children}</li>;
  const done = item.checked === true;
  return (
    <li class="md-task">
      <input type="checkbox" checked={done} disabled aria-label={done ? 'Done' : 'Not done'} />
      <div>{children}</div>
    </li>
  );
}

function isTextual(token: Token): token is Tokens.Text | Tokens.Paragraph {
  return token.type === 'text' || token.type === 'paragraph';
}

function List({ list, context }: { list: Tokens.List; context: Context }): JSX.Element {
  const items = list.items.map((item, index) => <ListItem key={index} item={item} context={context} />);
  if (!list.ordered) return <ul>{items}</ul>;
  return <ol start={list.start === '' ? 1 : list.start}>{items}</ol>;
}

function drawBlock(token: Token, context: Context): ComponentChildren {
  if (!isKnownToken(token)) return token.raw;
  switch (token.type) {
    case 'paragraph':
      return (
        <p dir="auto">
          <MarkdownInline text={token.text} links={context.links} />
        </p>
      );
    case 'heading':
      // One level for all: the agent's headings live below its name, and must not skip levels there.
      return (
        <h3 class={`md-h${token.depth}`} dir="auto">
          <MarkdownInline text={token.text} links={context.links} />
        </h3>
      );
    case 'code':
      return <CodeBlock text={token.text} language={decodeEntities(token.lang ?? '')} open={context.open} />;
    case 'blockquote':
      return <blockquote dir="auto">{token.tokens.map((inner) => drawBlock(inner, context))}</blockquote>;
    case 'list':
      return <List list={token} context={context} />;
    case 'table':
      return <MarkdownTable table={token} links={context.links} />;
    case 'hr':
      return <hr />;
    case 'html':
      return (
        <p class="md-raw" dir="auto">
          {token.raw.trimEnd()}
        </p>
      );
    case 'text':
      return <MarkdownInline text={token.text} links={context.links} />;
    case 'space':
    case 'def':
    case 'checkbox':
      return null;
    default:
      return (
        <p class="md-raw" dir="auto">
          {token.raw}
        </p>
      );
  }
}

interface Props extends Context {
  readonly raw: string;
}

/** One top-level block, drawn again only when its own text or a link definition changes. */
export const MarkdownBlock = createSteady<Props>(({ raw, links, open }) => {
  const tokens = lexBlocks(open ? closeOpenMarkdown(raw) : raw);
  return <>{tokens.map((token) => drawBlock(token, { links, open }))}</>;
});
