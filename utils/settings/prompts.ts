import { browser } from 'wxt/browser';
import type * as v from 'valibot';
import { noPromptEdits, type PromptEdits, promptEditsSchema } from '../chat/prompt.ts';
import { createLocalItem, type LocalItem, type StorageArea } from './local-item.ts';
import { onLocalChange, type StorageChanges } from './storage-changes.ts';

const key = 'prompts';
const schema: v.GenericSchema<unknown, PromptEdits> = promptEditsSchema;

/** What the user made of the prompts, kept in `storage.local` of this browser. */
export function createPromptItem(area: StorageArea = browser.storage.local): LocalItem<PromptEdits> {
  return createLocalItem({ area, key, schema, fallback: noPromptEdits });
}

/** Calls back after every change of the prompts, in every context. Returns the unsubscriber. */
export function onPromptsChanged(
  listener: () => void,
  changes: StorageChanges = browser.storage.onChanged,
): () => void {
  return onLocalChange(key, listener, changes);
}
