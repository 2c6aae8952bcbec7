import { describe, expect, test } from 'vitest';
import {
  createHostPermission,
  toOriginPattern,
  type PermissionsApi,
} from '../../utils/platform/host-permission.ts';

function createFakeApi(over: Partial<PermissionsApi> = {}) {
  const log: string[] = [];
  const api: PermissionsApi = {
    request: async ({ origins }) => (log.push(`request ${origins.join(' ')}`), true),
    contains: async ({ origins }) => (log.push(`contains ${origins.join(' ')}`), false),
    remove: async ({ origins }) => (log.push(`remove ${origins.join(' ')}`), true),
    ...over,
  };
  return { api, log };
}

describe('the right to reach a server', () => {
  test.each([
    ['https://api.letta.com', true, 'https://api.letta.com/*'],
    ['http://localhost:8283', true, 'http://localhost:8283/*'],
    ['http://localhost:8283', false, 'http://localhost/*'],
    ['https://a.example/letta', true, 'https://a.example/*'],
    ['http://[::1]:8283', false, 'http://[::1]/*'],
  ])('for %s (port kept: %s) is %s', (baseUrl, keepPort, pattern) => {
    expect(toOriginPattern(baseUrl, { keepPort })).toBe(pattern);
  });

  test('is asked for at once, for exactly the origins that were named', () => {
    const { api, log } = createFakeApi();
    void createHostPermission({ api, keepPort: false }).request(['http://a.example:1', 'http://a.example:2']);
    expect(log).toEqual(['request http://a.example/*']);
  });

  test('is not asked for when nothing is named', async () => {
    const { api, log } = createFakeApi();
    expect(await createHostPermission({ api, keepPort: true }).request([])).toBe(true);
    expect(log).toEqual([]);
  });

  test('outside of a click is what we hold already', async () => {
    const { api } = createFakeApi({
      request: () => Promise.reject(new Error('gesture')),
      contains: async () => true,
    });
    expect(await createHostPermission({ api, keepPort: true }).request(['http://a.example'])).toBe(true);
  });

  test('is given back for origins that nothing uses any more', async () => {
    const { api, log } = createFakeApi();
    const permission = createHostPermission({ api, keepPort: false });
    await permission.release(['http://a.example:1', 'http://b.example'], ['http://a.example:2']);
    expect(log).toEqual(['remove http://b.example/*']);
  });

  test('that cannot be given back does no harm', async () => {
    const { api } = createFakeApi({ remove: () => Promise.reject(new Error('required')) });
    await expect(
      createHostPermission({ api, keepPort: true }).release(['http://a.example'], []),
    ).resolves.toBeUndefined();
  });
});
