/** What the search understands beside words. `put` goes into the field; `label` is how it is shown. */
export interface SearchTip {
  readonly label: string;
  readonly put: string;
  readonly words: string;
}

export const searchTips: readonly SearchTip[] = [
  { label: '“exact words”', put: '"', words: 'just so, beside each other' },
  { label: '-word', put: '-', words: 'without it' },
  { label: 'in:mine', put: 'in:mine ', words: 'what you said; also in:answers, in:title' },
  { label: 'company:', put: 'company:', words: 'about a posting of theirs' },
  { label: 'has:posting', put: 'has:posting ', words: 'about any posting' },
  { label: 'tag:', put: 'tag:', words: 'with this tag' },
  { label: 'agent:', put: 'agent:', words: 'with this agent' },
  { label: 'after:7d', put: 'after:', words: 'in the last week; also after:2026-03' },
  { label: 'before:', put: 'before:', words: 'older than a day, month or year' },
  { label: 'is:pinned', put: 'is:pinned ', words: 'pinned; also is:archived' },
];
