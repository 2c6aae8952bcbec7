import type { JSX } from 'preact';
import { MarkdownBlock } from './MarkdownBlock.tsx';
import type { LinkDefinitions } from './markdown-lexer.ts';

interface Props {
  readonly raws: readonly string[];
  readonly links: LinkDefinitions;
  /** True while more of the last block may come. */
  readonly open: boolean;
}

/** A section as it was drawn last. */
export interface DrawnSection extends Props {
  readonly element: JSX.Element;
}

/** Blocks in a section. */
const sectionSize = 16;

/** Some blocks of a text: what is finished is passed over by drawing, layout and paint in one step. */
function MarkdownSection({ raws, links, open }: Props): JSX.Element {
  return (
    <div class="md-section">
      {raws.map((raw, index) => (
        <MarkdownBlock key={index} raw={raw} links={links} open={open && index === raws.length - 1} />
      ))}
    </div>
  );
}

/**
 * The sections of a text; one in which nothing changed since `before` is the same element again, which tells
 * Preact that there is nothing to compare. So a piece costs as much as the last section, however long the text.
 */
export function drawSections(before: readonly DrawnSection[], text: Props): readonly DrawnSection[] {
  const { raws, links } = text;
  return Array.from({ length: Math.ceil(raws.length / sectionSize) }, (_none, index) => {
    const from = index * sectionSize;
    const own = raws.slice(from, from + sectionSize);
    const open = text.open && from + own.length === raws.length;
    const old = before[index];
    if (old !== undefined && isSame(old, { raws: own, links, open })) return old;
    const element = <MarkdownSection key={index} raws={own} links={links} open={open} />;
    return { raws: own, links, open, element };
  });
}

function isSame(old: Props, { raws, links, open }: Props): boolean {
  return (
    old.links === links &&
    old.open === open &&
    old.raws.length === raws.length &&
    raws.every((raw, index) => raw === old.raws[index])
  );
}
