import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MirrorStore, PushDone } from '../../server/mirror/mirror-store.ts';
import { digestSessions } from '../../utils/chat/digest.ts';
import { createId } from '../../utils/chat/id.ts';
import { copyIdOf } from '../../utils/chat/derived-id.ts';
import { hlcTimeMs } from '../../utils/chat/hlc.ts';
import type { Op, Row, WireMessage } from '../../utils/mirror/protocol.ts';
import { rowsIn, stamp, wireMessage } from '../mirror-server/wire-sample.ts';

/** A store with one workspace `w`, and how to end what it stands on. */
export interface StoreUnderTest {
  readonly store: MirrorStore;
  dispose(): Promise<void>;
}

export const msgOp = (message: WireMessage): Op => ({ opId: createId(), t: 'msg', message });
export const tombOp = (session: string, ids: string[]): Op => ({ opId: createId(), t: 'tomb', session, ids });
export const regOp = (over: Partial<Extract<Op, { t: 'reg' }>>): Op => ({
  opId: createId(),
  t: 'reg',
  session: wireMessage().session,
  field: 'title',
  value: 'a title',
  hlc: stamp(Date.now()),
  ...over,
});

/** What every store of the mirror must do. */
export function runMirrorStoreContract(name: string, newStore: () => Promise<StoreUnderTest>): void {
  describe(`${name} as a mirror store`, () => {
    let under: StoreUnderTest;
    let store: MirrorStore;
    beforeEach(async () => {
      under = await newStore();
      store = under.store;
    });
    afterEach(() => under.dispose());

    const push = async (...ops: Op[]): Promise<Omit<PushDone, 'rows'> & { rows: Row[] }> => {
      const outcome = await store.push('w', { clientId: 'c', inc: null, ops });
      if (outcome?.kind !== 'done') throw new Error(`the push was answered with ${outcome?.kind}`);
      return { ...outcome, rows: rowsIn(outcome.rows) };
    };
    const pull = async (since = 0, limit = 500) => {
      const outcome = await store.readChanges('w', { since, inc: null, limit });
      if (outcome?.kind !== 'done') throw new Error(`the pull was answered with ${outcome?.resync}`);
      return { ...outcome.page, rows: rowsIn(outcome.page.rows) };
    };
    const inc = async (): Promise<string> => (await store.readWorkspace('w'))?.inc ?? '';

    test('an unknown workspace is null everywhere', async () => {
      expect(await store.readWorkspace('nope')).toBeNull();
      expect(await store.push('nope', { clientId: 'c', inc: null, ops: [] })).toBeNull();
      expect(await store.readChanges('nope', { since: 0, inc: null, limit: 1 })).toBeNull();
      expect(await store.listSessions('nope')).toBeNull();
      expect(await store.readSession('nope', createId())).toBeNull();
      expect(await store.readMessages('nope', [createId()])).toBeNull();
      expect(await store.startIncarnation('nope')).toBeNull();
      expect(await store.moveHorizon('nope', 1)).toBeNull();
      expect(await store.digest('nope')).toBeNull();
      expect(await store.listBin('nope')).toBeNull();
      expect(await store.restoreBin('nope', [])).toBeNull();
      expect(await store.emptyBin('nope', null)).toBeNull();
    });

    test('a pushed message is acked, returned and pulled, exactly as it was', async () => {
      const message = wireMessage({
        parts: [
          JSON.parse('{"type":"new","text":"\\ud800 \\u0000 \u{1f600}","__proto__":{"a":[1,null,-0.5]}}'),
        ],
      });
      const done = await push(msgOp(message));
      expect(done.acks.map((ack) => ack.status)).toEqual(['applied']);
      expect(done.cursor).toBe(1);
      expect(done.sessions).toEqual([message.session]);
      const [row] = (await pull()).rows;
      expect(JSON.stringify(row)).toBe(JSON.stringify({ kind: 'msg', cursor: 1, deleted: false, message }));
      expect(JSON.stringify(done.rows[0])).toBe(JSON.stringify(row));
    });

    test('messages are read by their ids, without the deleted and the unknown', async () => {
      const [kept, gone] = [wireMessage(), wireMessage()];
      await push(msgOp(kept), msgOp(gone), tombOp(gone.session, [gone.id]));
      expect(await store.readMessages('w', [gone.id, createId(), kept.id])).toEqual([kept]);
    });

    test('an op sent again is a duplicate, and its canonical row comes again', async () => {
      const op = msgOp(wireMessage());
      await push(op);
      const again = await push(op, op);
      expect(again.acks.map((ack) => ack.status)).toEqual(['duplicate', 'duplicate']);
      expect(again.cursor).toBe(1);
      expect(again.rows).toHaveLength(1);
      expect(again.sessions).toEqual([]);
    });

    test('a message is replaced only by one of a higher status, and keeps its place', async () => {
      const first = wireMessage({ status: 'interrupted' });
      await push(msgOp(first));
      const parts = [{ type: 'text', key: 'k', text: 'all of it', whole: true }];
      await push(msgOp({ ...first, status: 'error', parts }), msgOp({ ...first, parts }));
      expect((await pull()).rows).toMatchObject([{ cursor: 1, message: { parts: first.parts } }]);
      await push(msgOp({ ...first, status: 'final', parts, hlc: stamp(Date.now() + 9) }));
      expect((await pull()).rows).toMatchObject([
        { cursor: 2, message: { parts, status: 'final', hlc: first.hlc } },
      ]);
      await push(msgOp({ ...first, status: 'final', parts: [] }));
      expect((await pull()).cursor).toBe(2);
    });

    test('of two errors the later one stands, in whatever order they come', async () => {
      const late = wireMessage({ status: 'error', created_at: 2000, author: 'late' });
      const early = { ...late, created_at: 1000, author: 'early' };
      await push(msgOp(early));
      await push(msgOp(late));
      await push(msgOp(early));
      expect((await pull()).rows).toMatchObject([{ cursor: 2, message: { author: 'late' } }]);
    });

    test('a message offered with two places stands at the earlier one, whichever came first', async () => {
      const seen = wireMessage({ hlc: stamp(Date.now(), 1) });
      const settledLater = { ...seen, hlc: stamp(Date.now(), 2), parts: [] };
      await push(msgOp(settledLater));
      await push(msgOp(seen));
      await push(msgOp(settledLater));
      expect((await pull()).rows).toMatchObject([{ cursor: 2, message: { hlc: seen.hlc, parts: [] } }]);
    });

    test('an id that belongs to another session is refused', async () => {
      const message = wireMessage();
      await push(msgOp(message));
      const done = await push(msgOp({ ...message, session: createId(), status: 'final' }));
      expect(done.acks[0]?.status).toBe('rejected');
      expect(done.rows).toMatchObject([{ message: { session: message.session } }]);
    });

    test('a deleted message loses its body and never comes back', async () => {
      const message = wireMessage();
      await push(msgOp(message), tombOp(message.session, [message.id]));
      const again = await push(msgOp(message));
      expect(again.rows).toEqual([{ kind: 'tomb', cursor: 2, session: message.session, id: message.id }]);
      expect((await pull()).rows).toEqual(again.rows);
      expect(await store.readSession('w', message.session)).toMatchObject({ count: 0, messages: [] });
    });

    test('a message that was deleted before it arrived stays away', async () => {
      const message = wireMessage();
      await push(tombOp(message.session, [message.id]));
      await push(msgOp(message));
      expect((await pull()).rows).toMatchObject([{ kind: 'tomb', id: message.id }]);
      // Deleted once more by another device: nothing is new.
      const again = await push(tombOp(message.session, [message.id]));
      expect(again).toMatchObject({ cursor: 1, sessions: [], rows: [{ kind: 'tomb', cursor: 1 }] });
    });

    test('the later edit of a register wins, whatever the order of arrival', async () => {
      const now = Date.now();
      await push(regOp({ value: 'late', hlc: stamp(now, 1) }));
      const done = await push(regOp({ value: 'early', hlc: stamp(now) }));
      expect(done.acks[0]?.status).toBe('applied');
      expect(done.rows).toMatchObject([{ kind: 'reg', value: 'late', cursor: 1 }]);
      await push(regOp({ value: 'latest', hlc: stamp(now, 1, 'zzzz') }));
      expect((await pull()).rows).toMatchObject([{ value: 'latest', cursor: 2 }]);
    });

    test('registers of any name and value come back exactly, each for itself', async () => {
      const values = ['\ud800', 'a\u0000b', 'a', '__proto__', ' '].map((field) =>
        regOp({ field, value: { ['__proto__']: [field, 0.1, true, null] } }),
      );
      await push(...values);
      const rows = (await pull()).rows.flatMap((row) => (row.kind === 'reg' ? [[row.field, row.value]] : []));
      expect(JSON.stringify(rows)).toBe(
        JSON.stringify(values.flatMap((op) => (op.t === 'reg' ? [[op.field, op.value]] : []))),
      );
    });

    test('a clock far ahead gets the mirror’s own time, and its later edit still wins', async () => {
      const ahead = Date.now() + 3_600_000;
      const first = await push(
        regOp({ value: 'one', hlc: stamp(ahead + 5) }),
        msgOp(wireMessage({ hlc: stamp(ahead) })),
      );
      for (const row of first.rows) {
        const hlc = row.kind === 'msg' ? row.message.hlc : row.kind === 'reg' ? row.hlc : '';
        expect(Math.abs(hlcTimeMs(hlc) - Date.now())).toBeLessThan(60_000);
      }
      const second = await push(regOp({ value: 'two', hlc: stamp(ahead) }));
      expect(second.rows).toMatchObject([{ value: 'two' }]);
      const slightly = stamp(Date.now() + 30_000);
      expect((await push(regOp({ field: 'x', hlc: slightly }))).rows).toMatchObject([{ hlc: slightly }]);
      expect((await push(regOp({ field: 'x', value: 'after', hlc: stamp(ahead) }))).rows).toMatchObject([
        { value: 'after' },
      ]);
    });

    test('pages follow the cursor without gap or repeat', async () => {
      for (let i = 0; i < 3; i += 1)
        await push(
          ...Array.from({ length: 5 }, () => msgOp(wireMessage())),
          regOp({ value: i, hlc: stamp(1000 + i) }),
        );
      const ids: string[] = [];
      let since = 0;
      for (let more = true; more;) {
        const page = await pull(since, 4);
        expect(page.rows.length).toBeLessThanOrEqual(4);
        ids.push(...page.rows.map((row) => (row.kind === 'msg' ? row.message.id : row.kind)));
        expect(page.rows.every((row) => row.cursor > since && row.cursor <= page.cursor)).toBe(true);
        ({ cursor: since, more } = page);
      }
      expect(ids).toHaveLength(16);
      expect(new Set(ids).size).toBe(16);
      expect(since).toBe(18);
      expect(await pull(since)).toMatchObject({ rows: [], cursor: 18, more: false });
    });

    test('another incarnation, or a cursor never reached, must begin anew', async () => {
      await push(msgOp(wireMessage()));
      const now = await inc();
      const resync = { kind: 'resync', resync: 'incarnation', inc: now };
      expect(await store.push('w', { clientId: 'c', inc: 'other', ops: [msgOp(wireMessage())] })).toEqual(
        resync,
      );
      expect(await store.readChanges('w', { since: 0, inc: 'other', limit: 9 })).toEqual(resync);
      expect(await store.readChanges('w', { since: 2, inc: now, limit: 9 })).toEqual(resync);
      expect((await store.startIncarnation('w'))?.inc).not.toBe(now);
      expect(await store.push('w', { clientId: 'c', inc: now, ops: [] })).toMatchObject({ kind: 'resync' });
      expect((await pull()).rows).toHaveLength(1);
    });

    test('behind the horizon only a pull from 0 is answered, and it gets everything that lives', async () => {
      const kept = wireMessage();
      const gone = wireMessage();
      await push(msgOp(kept), msgOp(gone), regOp({}), tombOp(gone.session, [gone.id]));
      await push(msgOp(wireMessage()));
      expect(await store.moveHorizon('w', 4)).toMatchObject({ minCursor: 4, cursor: 7 });
      expect(await store.readChanges('w', { since: 3, inc: null, limit: 9 })).toMatchObject({
        resync: 'horizon',
      });
      expect((await pull(4)).rows).toHaveLength(3);
      let since = 0;
      const kinds: string[] = [];
      for (let more = true; more;) {
        const page = await pull(since, 1);
        kinds.push(...page.rows.map((row) => row.kind));
        ({ cursor: since, more } = page);
      }
      expect(kinds.sort()).toEqual(['msg', 'msg', 'reg']);
      expect((await push(msgOp(wireMessage()))).cursor).toBe(8);
    });

    test('an op id is forgotten only when it is old', async () => {
      const op = regOp({});
      await push(op);
      expect(await store.forgetOps(Date.now() - 60_000)).toBe(0);
      expect((await push(op)).acks[0]?.status).toBe('duplicate');
      expect(await store.forgetOps(Date.now() + 1000)).toBe(1);
      expect((await push(op)).acks[0]?.status).toBe('applied');
    });

    test('a session has its messages in display order, its registers and a title', async () => {
      const now = Date.now();
      const late = wireMessage({ hlc: stamp(now, 2), role: 'assistant' });
      const early = wireMessage({
        hlc: stamp(now, 1),
        parts: [{ type: 'text', key: 'own', text: 'What do they\n pay?', whole: true }],
      });
      await push(msgOp(late), msgOp(early));
      const session = await store.readSession('w', early.session);
      expect(session?.messages.map(({ id }) => id)).toEqual([early.id, late.id]);
      expect(session).toMatchObject({
        title: 'What do they pay?',
        count: 2,
        cursor: 2,
        updatedAt: now,
        deleted: false,
      });
      await push(regOp({ value: 'Mine', hlc: stamp(now + 9) }));
      expect(await store.readSession('w', early.session)).toMatchObject({
        title: 'Mine',
        registers: { title: 'Mine' },
        cursor: 3,
        updatedAt: now + 9,
        inc: await inc(),
      });
      expect(await store.readSession('w', createId())).toBeUndefined();
    });

    test('the list names the newest session first, and a late message revives a deleted one', async () => {
      const now = Date.now();
      const [old, young] = [createId(), createId()];
      const message = wireMessage({ session: young, hlc: stamp(now) });
      await push(msgOp(wireMessage({ session: old, hlc: stamp(now - 5) })), msgOp(message));
      expect((await store.listSessions('w'))?.map(({ id }) => id)).toEqual([young, old]);
      await push(tombOp(young, [message.id]), regOp({ session: young, field: 'deleted', value: true }));
      expect(await store.readSession('w', young)).toMatchObject({ deleted: true });
      await push(msgOp(wireMessage({ session: young })));
      expect(await store.readSession('w', young)).toMatchObject({ deleted: false, count: 1 });
    });

    describe('the bin', () => {
      const undo = createId();
      const cleared = async () => {
        const question = wireMessage({ hlc: stamp(1_000) });
        const answer = wireMessage({ hlc: stamp(2_000), role: 'assistant', reply_to: question.id });
        const { session } = question;
        await push(msgOp(question), msgOp(answer), regOp({ session, field: 'deleted', value: true }));
        const tomb = { t: 'tomb', session, ids: [question.id, answer.id], undo } as const;
        await push({ ...tomb, ids: [...tomb.ids], opId: createId() });
        return { question, answer, session, ids: [...tomb.ids] };
      };
      const texts = async (session: string) =>
        (await store.readSession('w', session))?.messages.map(({ id, parts }) => ({ id, parts }));

      test('keeps what one clear removed together, and shows it nowhere else', async () => {
        const { session } = await cleared();
        expect(await store.listBin('w')).toMatchObject([{ undo, session, title: 'hello', count: 2 }]);
        expect(await store.readSession('w', session)).toMatchObject({ deleted: true, messages: [] });
        expect((await pull()).rows.filter(({ kind }) => kind === 'msg')).toEqual([]);
        expect(await store.digest('w')).toMatchObject({ bin: 1, sessions: [] });
      });

      test('gives it back as the copies that a device would make, once', async () => {
        const { question, answer, session } = await cleared();
        const copies = [question, answer].map(({ id, parts }) => ({ id: copyIdOf(undo, id), parts }));
        expect(await store.restoreBin('w', [undo])).toEqual({ restored: 1, sessions: [session] });
        expect(await texts(session)).toEqual(copies);
        const found = await store.readSession('w', session);
        expect(found).toMatchObject({ deleted: false, registers: { deleted: false } });
        expect(found?.messages[1]?.reply_to).toBe(copies[0]?.id);
        expect(await store.restoreBin('w', [undo])).toEqual({ restored: 0, sessions: [] });
        expect(await store.listBin('w')).toEqual([]);
        // The ids that were deleted stay so.
        await push(msgOp(question));
        expect(await texts(session)).toEqual(copies);
      });

      test('lets go of what a device brought back itself', async () => {
        const { question, answer, session } = await cleared();
        const copyOf = (message: WireMessage): WireMessage => ({
          ...message,
          id: copyIdOf(undo, message.id),
          origin: { session, message: message.id },
        });
        await push(msgOp(copyOf(question)), msgOp({ ...copyOf(answer), id: createId() }));
        // The other is a copy for another reason: a fork, say.
        expect(await store.listBin('w')).toMatchObject([{ undo, count: 1 }]);
      });

      test('is emptied by clear, as a whole, by time, and by a deletion for ever', async () => {
        const first = await cleared();
        expect(await store.emptyBin('w', [createId()])).toBe(0);
        expect(await store.emptyBin('w', [undo])).toBe(1);
        expect(await store.restoreBin('w', [undo])).toMatchObject({ restored: 0 });
        const second = await cleared();
        await push({ opId: createId(), t: 'tomb', session: second.session, ids: second.ids, purge: true });
        expect(await store.listBin('w')).toEqual([]);
        await cleared();
        expect(await store.emptyBin('w', null)).toBe(1);
        await cleared();
        expect(await store.purgeBin(Date.now() - 60_000)).toBe(0);
        expect(await store.purgeBin(Date.now() + 60_000)).toBe(2);
        expect(await texts(first.session)).toEqual([]);
      });
    });

    test('the digest tells by session how many messages there are, and whether they are the same', async () => {
      const [one, other] = [wireMessage(), wireMessage()];
      await push(msgOp(one), msgOp(other), msgOp(wireMessage({ session: createId() })));
      const mine = digestSessions([other, one]);
      expect((await store.digest('w'))?.sessions).toEqual(expect.arrayContaining([...mine]));
      await push(tombOp(one.session, [one.id]));
      const after = (await store.digest('w'))?.sessions.find(({ id }) => id === one.session);
      expect(after).toEqual(digestSessions([other])[0]);
    });

    test('many pushes at once are all there, and every row has a cursor of its own', async () => {
      const done = await Promise.all(
        Array.from({ length: 40 }, () => push(msgOp(wireMessage()), msgOp(wireMessage()))),
      );
      const { rows } = await pull();
      expect(rows).toHaveLength(80);
      expect(new Set(rows.map((row) => row.cursor)).size).toBe(80);
      expect(new Set(done.map(({ cursor }) => cursor)).size).toBe(40);
    });
  });
}
