import { browser } from 'wxt/browser';
import type * as v from 'valibot';
import { createLocalItem, type StorageArea } from './local-item.ts';
import { defaultSettings, type Settings, settingsKey, settingsSchema } from './settings.ts';
import { onLocalChange, type StorageChanges } from './storage-changes.ts';

const schema: v.GenericSchema<unknown, Settings> = settingsSchema;

/** What the user connected; the defaults at first run. */
export function readSettings(area: StorageArea = browser.storage.local): Promise<Settings> {
  return createLocalItem({ area, key: settingsKey, schema, fallback: defaultSettings }).read();
}

/** Replaces all settings at once, so that no reader ever sees half of a change. */
export function saveSettings(settings: Settings, area: StorageArea = browser.storage.local): Promise<void> {
  return createLocalItem({ area, key: settingsKey, schema, fallback: defaultSettings }).save(settings);
}

/** Calls back after every change of the settings, in every context. Returns the unsubscriber. */
export function onSettingsChanged(
  listener: () => void,
  changes: StorageChanges = browser.storage.onChanged,
): () => void {
  return onLocalChange(settingsKey, listener, changes);
}

/**
 * Keeps content scripts out of the keys. Chrome only: in Firefox content scripts of ours could read
 * `storage.local`, and we have none.
 */
export async function protectSettings(area: object = browser.storage.local): Promise<void> {
  if (!hasAccessLevel(area)) return;
  await area.setAccessLevel({ accessLevel: 'TRUSTED_CONTEXTS' });
}

function hasAccessLevel(
  area: object,
): area is { setAccessLevel(options: { accessLevel: 'TRUSTED_CONTEXTS' }): Promise<void> } {
  return 'setAccessLevel' in area && typeof area.setAccessLevel === 'function';
}
