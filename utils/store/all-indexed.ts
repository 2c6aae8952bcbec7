import { tokensVersion } from '../search/tokens-version.ts';
import type { MetaRow } from './schema.ts';

/** Nothing is left to index: so it is where nothing was said yet. */
export const allIndexed: MetaRow = { key: 'texts', value: { version: tokensVersion, after: null } };
