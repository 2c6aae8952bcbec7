import { expect, test } from 'vitest';
import type { MirrorStore } from '../../server/mirror/mirror-store.ts';
import { addSums, createContentSums, type SessionDigest } from '../../utils/chat/digest.ts';
import { createId } from '../../utils/chat/id.ts';
import type { Op, Row, WireMessage } from '../../utils/mirror/protocol.ts';
import { rowsIn, stamp, wireMessage } from '../mirror-server/wire-sample.ts';
import type { StoreUnderTest } from './mirror-store.ts';

const msgOp = (message: WireMessage): Op => ({ opId: createId(), t: 'msg', message });

/** What every store of the mirror must tell for a comparison with a device. */
export function runContentContract(name: string, open: () => Promise<StoreUnderTest>): void {
  async function withStore(work: (store: MirrorStore) => Promise<void>): Promise<void> {
    const { store, dispose } = await open();
    try {
      await work(store);
    } finally {
      await dispose();
    }
  }
  async function push(store: MirrorStore, ...ops: Op[]): Promise<void> {
    for (let at = 0; at < ops.length; at += 500)
      await store.push('w', { clientId: 'c', inc: null, ops: ops.slice(at, at + 500) });
  }
  async function readSums(store: MirrorStore): Promise<SessionDigest[]> {
    const pages: (readonly SessionDigest[])[] = [];
    for (let after: string | null = ''; after !== null;) {
      const page: Awaited<ReturnType<MirrorStore['sumContent']>> = await store.sumContent('w', after);
      pages.push(page?.sums ?? []);
      after = page?.next ?? null;
    }
    return addSums(pages).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  }
  async function readRows(store: MirrorStore, session: string): Promise<Row[]> {
    const rows: Row[] = [];
    for (let since: number | null = 0; since !== null;) {
      const page: Awaited<ReturnType<MirrorStore['readRows']>> = await store.readRows('w', session, since);
      rows.push(...rowsIn(page?.rows ?? '[]'));
      since = page?.next ?? null;
    }
    return rows;
  }

  test(`${name} sums up what is said and set, however many pages that takes`, () =>
    withStore(async (store) => {
      const [a, b] = [createId(), createId()];
      const messages = Array.from({ length: 1_700 }, (_, index) =>
        wireMessage({ session: index % 3 ? a : b }),
      );
      const gone = wireMessage({ session: a });
      const title = {
        opId: createId(),
        t: 'reg',
        session: a,
        field: 'title',
        value: { x: 1, y: [2] },
        hlc: stamp(1),
      } as const;
      const tomb = { opId: createId(), t: 'tomb', session: a, ids: [gone.id] } as const;
      await push(store, ...[...messages, gone].map(msgOp), { ...title }, { ...tomb, ids: [...tomb.ids] });
      const sums = createContentSums();
      for (const message of messages) sums.addMessage(message);
      sums.addRegister(a, 'title', { y: [2], x: 1 });
      expect(await readSums(store)).toEqual(sums.list().toSorted((x, y) => (x.id < y.id ? -1 : 1)));
      const other = createContentSums();
      for (const message of messages)
        other.addMessage(message === messages[5] ? { ...message, status: 'error' } : message);
      other.addRegister(a, 'title', { y: [2], x: 1 });
      expect(await readSums(store)).not.toEqual(other.list().toSorted((x, y) => (x.id < y.id ? -1 : 1)));
      const rows = await readRows(store, a);
      expect(rows).toHaveLength(messages.filter(({ session }) => session === a).length + 2);
      expect(rows.map(({ cursor }) => cursor)).toEqual(
        rows.map(({ cursor }) => cursor).toSorted((x, y) => x - y),
      );
      expect(rows.find(({ kind }) => kind === 'tomb')).toMatchObject({ id: gone.id });
      expect(rows.find(({ kind }) => kind === 'reg')).toMatchObject({
        field: 'title',
        value: { x: 1, y: [2] },
      });
    }));

  test(`${name} tells nothing of an unknown workspace or session`, () =>
    withStore(async (store) => {
      expect(await store.sumContent('nope', null)).toBeNull();
      expect(await store.readRows('nope', createId(), 0)).toBeNull();
      expect(await readRows(store, createId())).toEqual([]);
      expect((await store.sumContent('w', '[broken'))?.sums).toEqual([]);
    }));
}
