import type { StorageArea } from '../../utils/settings/local-item.ts';

/** Extension storage in memory: copies what it is given, as the browser does. `fail` refuses writes. */
export function createStorageArea(
  data: Record<string, unknown> = {},
): StorageArea & { data: Record<string, unknown>; fail: boolean } {
  const area = {
    data,
    fail: false,
    async get(key: string): Promise<Record<string, unknown>> {
      return key in data ? { [key]: structuredClone(data[key]) } : {};
    },
    async set(items: Record<string, unknown>): Promise<void> {
      if (area.fail) throw new Error('QuotaExceededError');
      Object.assign(data, structuredClone(items));
    },
  };
  return area;
}
