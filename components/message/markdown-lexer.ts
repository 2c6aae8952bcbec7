import { Lexer, type Links, type MarkedToken, type Token } from 'marked';

/** Definitions of reference links (`[tag]: url`) by their tag. */
export type LinkDefinitions = Links;

/** Deeper containers and emphasis are shown as plain text: marked recurses, and a model may be hostile. */
const deepest = 12;
/** Longer runs of one paragraph or cell are shown as plain text. */
export const longestInline = 20_000;
/** marked needs quadratic time for quotes with lazy lines; nobody quotes this many. */
const mostQuoteLines = 1000;
/** Quotes in quotes are read once for each depth. */
const mostQuoteMarks = 3000;

const knownTypes: ReadonlySet<string> = new Set<MarkedToken['type']>([
  'blockquote',
  'br',
  'checkbox',
  'code',
  'codespan',
  'def',
  'del',
  'em',
  'escape',
  'heading',
  'hr',
  'html',
  'image',
  'link',
  'list',
  'list_item',
  'paragraph',
  'space',
  'strong',
  'table',
  'text',
]);

/** An inline text token, for what is not to be parsed. */
function plain(text: string): Token {
  return { type: 'text', raw: text, text, escaped: false };
}

/** `read` that hands its source back as plain text where that is too deep or too long. */
function cap<Rest extends unknown[]>(
  read: (src: string, tokens: Token[], ...rest: Rest) => Token[],
  limit: { depth: number; longest: number },
): (src: string, tokens?: Token[], ...rest: Rest) => Token[] {
  return (src, tokens = [], ...rest) => {
    if (limit.depth >= deepest || src.length > limit.longest) {
      tokens.push(plain(src));
      return tokens;
    }
    limit.depth += 1;
    try {
      return read(src, tokens, ...rest);
    } finally {
      limit.depth -= 1;
    }
  };
}

/** A marked lexer (GFM) that stops descending at a fixed depth. It never makes HTML. */
function createCappedLexer(links: LinkDefinitions): Lexer {
  const lexer = new Lexer({ gfm: true });
  lexer.tokens.links = links;
  const blocks = lexer.blockTokens.bind(lexer);
  const inlines = lexer.inlineTokens.bind(lexer);
  // Assigned over the methods because marked's own tokenizers call them to descend.
  Object.assign(lexer, {
    blockTokens: cap((src, tokens: Token[], clipped?: boolean) => blocks(src, tokens, clipped), {
      depth: 0,
      longest: Number.POSITIVE_INFINITY,
    }),
    inlineTokens: cap((src, tokens) => inlines(src, tokens), { depth: 0, longest: longestInline }),
  });
  return lexer;
}

/** Narrows marked's open token type to the kinds that it makes without extensions. */
export function isKnownToken(token: Token): token is MarkedToken {
  return knownTypes.has(token.type);
}

/** The block tokens of a text (line ends `\n`); inline text stays unparsed until it is drawn. */
export function lexBlocks(text: string): readonly Token[] {
  const quoted = text.match(/^ {0,3}>[> ]*/gm) ?? [];
  const marks = quoted.reduce((sum, { length }) => sum + length, 0) / 2;
  if (quoted.length > mostQuoteLines || marks > mostQuoteMarks)
    return [{ type: 'paragraph', raw: text, text, tokens: [] }];
  return createCappedLexer({}).blockTokens(text, []);
}

/** The inline tokens of one paragraph, heading or cell. */
export function lexInline(text: string, links: LinkDefinitions): readonly Token[] {
  return createCappedLexer(links).inlineTokens(text, []);
}
