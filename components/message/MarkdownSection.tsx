import { createSteady } from '../steady/steady.ts';
import { MarkdownBlock } from './MarkdownBlock.tsx';
import type { LinkDefinitions } from './markdown-lexer.ts';

interface Props {
  readonly raws: readonly string[];
  readonly links: LinkDefinitions;
  /** True while more of the last block may come. */
  readonly open: boolean;
}

/** Blocks in a section. */
export const sectionSize = 16;

/**
 * Some blocks of a text: what is finished is passed over by drawing, layout and paint in one step. So a piece
 * costs as much as the last section, however long the text.
 */
export const MarkdownSection = createSteady<Props>(
  ({ raws, links, open }) => (
    <div class="md-section">
      {raws.map((raw, index) => (
        <MarkdownBlock key={index} raw={raw} links={links} open={open && index === raws.length - 1} />
      ))}
    </div>
  ),
  (before, { raws, links, open }) =>
    before.links === links &&
    before.open === open &&
    before.raws.length === raws.length &&
    raws.every((raw, index) => raw === before.raws[index]),
);
