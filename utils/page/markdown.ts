import { isHidden, isSilent, classOf } from './visibility.ts';

const blocks = new Set([
  'ADDRESS',
  'ARTICLE',
  'ASIDE',
  'BLOCKQUOTE',
  'BODY',
  'CENTER',
  'DD',
  'DETAILS',
  'DIV',
  'DL',
  'DT',
  'FIGCAPTION',
  'FIGURE',
  'FIELDSET',
  'FOOTER',
  'FORM',
  'HEADER',
  'HGROUP',
  'MAIN',
  'NAV',
  'P',
  'SECTION',
  'SUMMARY',
  'TABLE',
  'TBODY',
  'THEAD',
  'TFOOT',
  'UL',
  'OL',
]);
const spoken =
  /(?:^|\s)(?:sr-only|visually-hidden|screen-?reader(?:-text|-only)?|a11y-hidden|offscreen)(?:\s|$)/;
const mostElements = 12_000;
const mostText = 60_000;

export interface MarkdownOptions {
  /** Elements left out with all they hold. */
  readonly skip?: ReadonlySet<Element>;
  /** Elements left out by themselves, by any reason of the caller's. */
  readonly drop?: (element: Element) => boolean;
}

interface Writer {
  out: string;
  elements: number;
}

const endLine = (writer: Writer, indent: string, lines = 1): void => {
  writer.out = writer.out.replace(/[ \t]+$/, '');
  if (writer.out === '' || writer.out.endsWith(`${'\n'.repeat(lines)}${indent}`)) return;
  const have = /\n*$/.exec(writer.out.replace(/[ \t>]+$/, ''))?.[0].length ?? 0;
  writer.out += '\n'.repeat(Math.max(0, lines - have));
};

const escape = (text: string): string => text.replaceAll(/([\\`*_[\]<])/g, String.raw`\$1`);

function writeText(writer: Writer, text: string, indent: string): void {
  let words = text.replaceAll(/[\s\u200b\u00ad]+/g, ' ');
  const atStart = writer.out === '' || /[\n]$/.test(writer.out);
  if (atStart || writer.out.endsWith(' ')) words = words.trimStart();
  if (words === '') return;
  if (atStart) {
    writer.out += indent;
    // A line that only looks like a list or a heading stays what it was.
    words = words.replace(/^(#{1,6}\s|[-+]\s|>|\d{1,3}[.)]\s)/, (mark) =>
      /^[-+]/.test(mark)
        ? `\\${mark}`
        : /^\d/.test(mark)
          ? mark.replace(/([.)])/, String.raw`\$1`)
          : `\\${mark}`,
    );
  }
  writer.out += words;
}

/** Writes `text` between marks, keeping blanks outside of them. */
function wrap(writer: Writer, from: number, mark: string): void {
  const inner = writer.out.slice(from);
  const trimmed = inner.trim();
  if (trimmed === '' || trimmed.includes('\n') || trimmed.startsWith('*')) return;
  const lead = inner.slice(0, inner.indexOf(trimmed));
  const tail = inner.slice(lead.length + trimmed.length);
  writer.out = `${writer.out.slice(0, from)}${lead}${mark}${trimmed}${mark}${tail}`;
}

/**
 * Turns a part of the live page into Markdown: reads, never changes it, within bounds. Links keep their words
 * only: where they lead was chosen by a stranger, and the words are what the posting says.
 */
export function toMarkdown(root: Element, options: MarkdownOptions): string {
  const writer: Writer = { out: '', elements: 0 };
  visit(root, '', writer, options);
  return writer.out
    .replaceAll(/[ \t]+\n/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}

function children(element: Element, indent: string, writer: Writer, options: MarkdownOptions): void {
  for (const node of element.childNodes) {
    if (writer.out.length > mostText) return;
    if (node.nodeType === 3) writeText(writer, escape(node.nodeValue ?? ''), indent);
    else if (node instanceof Element) visit(node, indent, writer, options);
  }
}

function isLeftOut(element: Element, { skip, drop }: MarkdownOptions): boolean {
  return (
    isSilent(element) ||
    isHidden(element) ||
    skip?.has(element) === true ||
    spoken.test(classOf(element)) ||
    drop?.(element) === true ||
    /^(?:BUTTON|LABEL|LEGEND)$/.test(element.tagName)
  );
}

function visit(element: Element, indent: string, writer: Writer, options: MarkdownOptions): void {
  if (writer.elements++ > mostElements || isLeftOut(element, options)) return;
  const tag = element.tagName;
  const heading = /^H([1-6])$/.exec(tag)?.[1];
  if (heading !== undefined) writeHeading(element, { indent, level: Number(heading) }, writer, options);
  else if (tag === 'BR') {
    writer.out = `${writer.out.replace(/[ \t]+$/, '')}\n`;
  } else if (tag === 'HR') endLine(writer, indent, 2);
  else if (tag === 'LI') writeItem(element, indent, writer, options);
  else if (tag === 'PRE') {
    endLine(writer, indent, 2);
    for (const line of (element.textContent ?? '').slice(0, mostText).split('\n'))
      writer.out += `${indent}${escape(line.trimEnd())}\n`;
    endLine(writer, indent, 2);
  } else if (tag === 'TR') writeRow(element, indent, writer, options);
  else if (/^(?:STRONG|B|EM|I)$/.test(tag)) {
    const from = writer.out.length;
    children(element, indent, writer, options);
    wrap(writer, from, tag === 'EM' || tag === 'I' ? '*' : '**');
  } else if (blocks.has(tag)) {
    const apart = tag === 'DIV' || tag === 'SECTION' ? 1 : 2;
    endLine(writer, indent, apart);
    const before = writer.out.length;
    children(element, indent, writer, options);
    if (writer.out.length > before) endLine(writer, indent, apart);
  } else children(element, indent, writer, options);
}

function writeHeading(
  element: Element,
  { indent, level }: { indent: string; level: number },
  writer: Writer,
  options: MarkdownOptions,
): void {
  endLine(writer, indent, 2);
  const inner: Writer = { out: '', elements: writer.elements };
  children(element, '', inner, options);
  writer.elements = inner.elements;
  const text = inner.out.replaceAll(/\s+/g, ' ').replaceAll('**', '').trim();
  // A whole paragraph set as a heading is text.
  if (text !== '')
    writer.out += text.length > 160 ? `${indent}${text}` : `${indent}${'#'.repeat(level)} ${text}`;
  endLine(writer, indent, 2);
}

function writeItem(element: Element, indent: string, writer: Writer, options: MarkdownOptions): void {
  endLine(writer, indent);
  const ordered = element.parentElement?.tagName === 'OL';
  const at = ordered ? [...element.parentElement.children].indexOf(element) + 1 : 0;
  const mark = ordered ? `${at}. ` : '- ';
  const inner: Writer = { out: '', elements: writer.elements };
  children(element, '', inner, options);
  writer.elements = inner.elements;
  const text = inner.out
    .trim()
    .replaceAll(/\n{2,}/g, '\n')
    .split('\n')
    .join(`\n${indent}${' '.repeat(mark.length)}`);
  if (text !== '') writer.out += `${indent}${mark}${text}`;
  endLine(writer, indent);
}

/** Cells of a row in one line: tables on postings hold label and value, or lay the page out. */
function writeRow(element: Element, indent: string, writer: Writer, options: MarkdownOptions): void {
  endLine(writer, indent);
  const cells: string[] = [];
  for (const cell of element.children) {
    if (isLeftOut(cell, options)) continue;
    const inner: Writer = { out: '', elements: writer.elements };
    children(cell, '', inner, options);
    writer.elements = inner.elements;
    const text = inner.out.trim();
    if (text !== '') cells.push(text);
  }
  const multi = cells.some((cell) => cell.includes('\n') || cell.length > 300);
  if (cells.length > 0) writer.out += multi ? `${cells.join('\n\n')}\n` : `${indent}${cells.join(' | ')}`;
  endLine(writer, indent);
}
