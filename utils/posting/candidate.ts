import type { FieldSource } from './posting.ts';

/** The fields as pages say them, before they are read as values. */
export type RawField =
  | 'title'
  | 'company'
  | 'place'
  | 'workplace'
  | 'employment'
  | 'salary'
  | 'datePosted'
  | 'validThrough'
  | 'description'
  | 'applyUrl'
  | 'identifier';

/** One thing the page says of a field; `html` where the text is markup still to be turned into Markdown. */
export interface Candidate {
  readonly field: RawField;
  readonly text: string;
  readonly source: FieldSource;
  readonly confidence: number;
  readonly html?: boolean;
  /** Where on the page it stands, in walking order; absent for what is not visible. */
  readonly at?: number;
}
