import 'fake-indexeddb/auto';
import { deleteDB, openDB } from 'idb';
import { afterEach, expect, test, vi } from 'vitest';
import { createId } from '../../utils/chat/id.ts';
import { createStoreHandle, openStore } from '../../utils/store/open-store.ts';
import { readDraft } from '../../utils/store/read.ts';
import { storeVersion } from '../../utils/store/schema.ts';
import { toStoreError } from '../../utils/store/store-error.ts';
import { applyWrite } from '../../utils/store/write.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test('an older version that is open closes itself for a newer one, and says so', async () => {
  const name = createId();
  const onVersionChange = vi.fn<() => void>();
  await openStore({ name, onVersionChange });
  const newer = await openDB(name, storeVersion + 1);
  expect(onVersionChange).toHaveBeenCalledOnce();
  await expect(openStore({ name })).rejects.toMatchObject({ name: 'StoreError', reason: 'newer' });
  newer.close();
});

test('a connection that does not let go is reported, and does not hang the opening', async () => {
  const name = createId();
  const stubborn = await openDB(name, storeVersion);
  // Deleting waits for the stubborn connection, and an opening queues behind the deletion.
  const deleting = deleteDB(name);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const refused = expect(openStore({ name })).rejects.toMatchObject({ reason: 'blocked' });
  await vi.advanceTimersByTimeAsync(6_000);
  await refused;
  stubborn.close();
  await deleting;
});

test('a handle that was blocked says so at once, and tries again later', async () => {
  const name = createId();
  const stubborn = await openDB(name, storeVersion);
  const deleting = deleteDB(name);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  const handle = createStoreHandle({ name });
  const refused = expect(handle.db()).rejects.toMatchObject({ reason: 'blocked' });
  await vi.advanceTimersByTimeAsync(6_000);
  await refused;
  // No time passes: nothing but an immediate answer can settle this.
  await expect(handle.db()).rejects.toMatchObject({ reason: 'blocked' });
  stubborn.close();
  await deleting;
  await vi.advanceTimersByTimeAsync(10_000);
  expect((await handle.db()).version).toBe(storeVersion);
  await handle.close();
});

test('a context without IndexedDB is told apart', async () => {
  vi.stubGlobal('indexedDB', undefined);
  await expect(openStore()).rejects.toMatchObject({ reason: 'absent' });
});

test('a handle opens again after its database was deleted under it', async () => {
  const name = createId();
  const handle = createStoreHandle({ name });
  const sessionId = createId();
  await applyWrite(await handle.db(), { type: 'save-draft', sessionId, text: 'x', at: 1 });
  await deleteDB(name);
  expect(await readDraft(await handle.db(), sessionId)).toBe('');
  await applyWrite(await handle.db(), { type: 'save-draft', sessionId, text: 'y', at: 1 });
  expect(await readDraft(await handle.db(), sessionId)).toBe('y');
  // Also one whose connection went without a word.
  (await handle.db()).close();
  expect(await readDraft(await handle.db(), sessionId)).toBe('y');
  await handle.close();
});

test('a handle whose opening failed tries again', async () => {
  const real = indexedDB;
  const handle = createStoreHandle({ name: createId() });
  vi.stubGlobal('indexedDB', undefined);
  await expect(handle.db()).rejects.toMatchObject({ reason: 'absent' });
  vi.stubGlobal('indexedDB', real);
  expect((await handle.db()).version).toBe(storeVersion);
  await handle.close();
});

test.each([
  ['QuotaExceededError', 'quota'],
  ['VersionError', 'newer'],
  ['InvalidStateError', 'deleted'],
  ['NotFoundError', 'deleted'],
  ['AbortError', 'refused'],
  ['UnknownError', 'refused'],
])('%s of the browser becomes %s', (name, reason) => {
  expect(toStoreError(new DOMException('', name)).reason).toBe(reason);
});
