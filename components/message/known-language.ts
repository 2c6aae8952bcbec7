/** The languages (and their usual short names) that `highlight-code.ts` can colour. */
const known = new Set(
  (
    'arduino bash sh zsh c h cpp c++ cc hpp csharp cs css diff patch go golang graphql gql ini toml java ' +
    'javascript js jsx mjs cjs json json5 jsonc kotlin kt less lua makefile make markdown md objectivec objc ' +
    'perl pl php python py r ruby rb rust rs scss shell console sql swift typescript ts tsx mts cts ' +
    'vbnet vb wasm xml html xhtml svg yaml yml'
  ).split(' '),
);

/** True when code of this language gets colours; asked before the library for it is loaded. */
export function isKnownLanguage(name: string): boolean {
  return known.has(name);
}

/** All names that `isKnownLanguage` accepts. */
export function listKnownLanguages(): readonly string[] {
  return [...known];
}
