/** Elements that stay within a line when they stand among words. */
export const inline = new Set(
  'A ABBR B BDI BDO CITE CODE DATA DEL DFN EM FONT I INS KBD LABEL MARK Q S SAMP SMALL SPAN STRIKE STRONG SUB SUP TIME TT U VAR WBR NOBR'.split(
    ' ',
  ),
);
/** Elements that only set words off. */
export const wording = new Set('ABBR B CITE EM FONT I MARK S STRONG SUB SUP U WBR'.split(' '));
/** Elements whose text is one piece, whatever is set off in it. */
export const prosy = new Set('P LI H1 H2 H3 H4 H5 H6 DD BLOCKQUOTE A BUTTON SUMMARY FIGCAPTION'.split(' '));
