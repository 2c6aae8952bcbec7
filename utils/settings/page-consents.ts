import { browser } from 'wxt/browser';
import * as v from 'valibot';
import { createLocalItem, type LocalItem, type StorageArea } from './local-item.ts';
import { onLocalChange, type StorageChanges } from './storage-changes.ts';

const key = 'page-consents';

const origin = v.pipe(v.string(), v.regex(/^https?:\/\/[^/\s]+$/));

/** What the user said once and for all about the agent's reading of pages. */
const pageConsentsSchema = v.object({
  /** Whether the agent may ask at all: only then it is told of our tools. */
  offered: v.boolean(),
  /** Every page is read without a question. */
  always: v.boolean(),
  /** Origins whose pages are read without a question, in the order in which they were allowed. */
  sites: v.array(origin),
});
export type PageConsents = Readonly<v.InferOutput<typeof pageConsentsSchema>>;

const noConsents: PageConsents = { offered: true, always: false, sites: [] };

/** The consents, in extension storage: they are this device's own. */
export function createPageConsents(area: StorageArea): LocalItem<PageConsents> {
  return createLocalItem({ area, key, schema: pageConsentsSchema, fallback: noConsents });
}

/** Calls back after every change of the consents, in every context. Returns the unsubscriber. */
export function onPageConsentsChanged(
  listener: () => void,
  changes: StorageChanges = browser.storage.onChanged,
): () => void {
  return onLocalChange(key, listener, changes);
}
