import { describe, expect, test, vi } from 'vitest';
import * as v from 'valibot';
import { createLocalItem } from '../../utils/settings/local-item.ts';
import { defaultSettings, type Settings } from '../../utils/settings/settings.ts';
import {
  onSettingsChanged,
  protectSettings,
  readSettings,
  saveSettings,
} from '../../utils/settings/settings-store.ts';
import { createStorageArea } from '../fakes/storage-area.ts';

const settings: Settings = {
  letta: { baseUrl: 'http://l.test', apiKey: 'k', agentId: 'agent-1', agentName: 'Ada', practice: false },
  mirror: { baseUrl: 'http://m.test', token: 't' },
  keepDays: 30,
};

describe('settings', () => {
  test('what the user connected is there after a restart', async () => {
    const area = createStorageArea();
    await saveSettings(settings, area);
    expect(await readSettings(area)).toEqual(settings);
  });

  test('the first run starts with nothing connected', async () => {
    expect(await readSettings(createStorageArea())).toEqual(defaultSettings);
  });

  test('a broken stored value gives the defaults and never logs the value', async () => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => {});
    expect(await readSettings(createStorageArea({ settings: { letta: 'secret-key' } }))).toEqual(
      defaultSettings,
    );
    expect(JSON.stringify(error.mock.calls)).not.toContain('secret-key');
    error.mockRestore();
  });

  test('only a change of the settings in local storage is told, and not after unsubscribing', () => {
    const listeners = new Set<(changes: Record<string, object>, area: string) => void>();
    const heard = vi.fn();
    const off = onSettingsChanged(heard, {
      addListener: (listener) => listeners.add(listener),
      removeListener: (listener) => listeners.delete(listener),
    });
    const fire = (key: string, area: string): void => listeners.forEach((one) => one({ [key]: {} }, area));
    fire('beat', 'local');
    fire('settings', 'session');
    expect(heard).not.toHaveBeenCalled();
    fire('settings', 'local');
    expect(heard).toHaveBeenCalledTimes(1);
    off();
    fire('settings', 'local');
    expect(heard).toHaveBeenCalledTimes(1);
  });

  test('the keys are closed to content scripts where the browser can do that', async () => {
    const setAccessLevel = vi.fn(async () => {});
    await protectSettings({ setAccessLevel });
    expect(setAccessLevel).toHaveBeenCalledWith({ accessLevel: 'TRUSTED_CONTEXTS' });
    await protectSettings({});
  });
});

test('two changes of one item at once do not lose each other', async () => {
  const item = createLocalItem<readonly number[]>({
    area: createStorageArea(),
    key: 'numbers',
    schema: v.array(v.number()),
    fallback: [],
  });
  await Promise.all([item.update((all) => [...all, 1]), item.update((all) => [...all, 2])]);
  expect(await item.read()).toEqual([1, 2]);
});
