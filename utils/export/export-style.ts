/** The exported page's stylesheet: light and dark by the system, black on white on paper. */
export const exportStyle = `
:root { color-scheme: light dark; --ground: light-dark(#fbfaf8, #171816); --ink: light-dark(#1d1c1a, #ecebe7);
  --ink-2: light-dark(#5f5b55, #a7a49d); --line: light-dark(#e6e2dc, #30332f); --sunken: light-dark(#f3f1ed, #262826);
  --tint: light-dark(#e4f1ee, #1d322d); --accent: light-dark(#0f6b5c, #63d3bd) }
* { box-sizing: border-box }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; overflow-wrap: anywhere }
main { max-width: 46rem; margin: 0 auto; padding: 24px 16px 64px }
h1 { font-size: 1.5rem; line-height: 1.25 } h3 { font-size: 1.05rem; margin: 1.2em 0 .4em }
h2 { margin: 0 0 4px; font-size: .85rem; color: var(--ink-2) } time { font-weight: 400 }
article { margin: 24px 0 } article.own { padding: 10px 14px; border-radius: 10px; background: var(--tint) }
p, ul, ol, blockquote, pre, table { margin: .6em 0 } .plain { white-space: pre-wrap }
a { color: var(--accent) } .status { color: var(--ink-2); font-style: italic } img { max-width: 100% }
code, pre { font: .88em/1.5 ui-monospace, Menlo, monospace } pre { padding: 10px 12px; border-radius: 8px; background: var(--sunken); white-space: pre-wrap }
:not(pre) > code { padding: 1px 4px; border-radius: 4px; background: var(--sunken) }
blockquote { padding-left: 12px; border-left: 3px solid var(--line); margin-left: 0; color: var(--ink-2) }
.wide { overflow-x: auto } table { border-collapse: collapse } th, td { padding: 5px 12px 5px 0; border-bottom: 1px solid var(--line); text-align: start; vertical-align: top }
details { margin: .6em 0; font-size: .9rem; color: var(--ink-2) } summary { cursor: pointer } .task { list-style: none; margin-left: -1.2em } hr { border: 0; border-top: 1px solid var(--line) }
@page { margin: 18mm 16mm }
@media print { :root { color-scheme: light; --ground: #fff } body { font-size: 11pt; orphans: 3; widows: 3 }
  main { max-width: none; padding: 0 } article { margin: 14pt 0 } article.own { border: 1px solid var(--line) }
  h1, h2, h3, h4, h5, h6, summary { break-after: avoid; break-inside: avoid } h2 + * { break-before: avoid }
  pre, blockquote, tr, li, img, article.own { break-inside: avoid } thead { display: table-header-group } .wide { overflow: visible }
  details::details-content { content-visibility: visible; block-size: auto }
  a[href^="http"]::after { content: " (" attr(href) ")"; font-size: .85em; color: var(--ink-2) } }
`;
