/** A bug planted in the product's source. */
export interface Mutant {
  readonly name: string;
  /** What it would cost a user. */
  readonly cost: string;
  readonly file: string;
  /** Exactly one place of the file. */
  readonly find: string;
  readonly put: string;
  /** Why it does no harm; absent where it does, and then it has to be caught. */
  readonly harmless?: string;
}

const client: readonly Mutant[] = [
  {
    name: 'user changes are relaxed',
    cost: 'what was said in the last seconds is gone after a power cut',
    file: 'utils/store/write.ts',
    find: "return transact(db, 'strict', async (tx) => {",
    put: "return transact(db, 'relaxed', async (tx) => {",
  },
  {
    name: 'the outbox forgets without an ack',
    cost: 'a message never reaches another device',
    file: 'utils/store/sync-store.ts',
    find: 'if (ack === undefined) continue;',
    put: 'if (ack === undefined) { removed += await takeEntry(scope, entry); continue; }',
  },
  {
    name: 'a clear makes no tombstones',
    cost: 'what was cleared stays on the other devices',
    file: 'utils/store/undo-rows.ts',
    find: 'for (let from = 0; from < ids.length; from += tombIds) {',
    put: 'for (let from = ids.length; from < ids.length; from += tombIds) {',
  },
  {
    name: 'the mirror brings back what was deleted here',
    cost: 'cleared messages flash up again',
    file: 'utils/store/remote-rows.ts',
    find: '// Deleted here, and the mirror will hear of it: nothing brings an id back.\n  if (before?.deleted === true)',
    put: "if (before?.deleted === true && row.kind !== 'msg')",
  },
  {
    name: 'a save brings back what was deleted',
    cost: 'the answer to a cleared question returns',
    file: 'utils/store/changes.ts',
    find: 'if (row?.deleted === true) return;',
    put: '',
  },
  {
    name: 'old rows are taken for news',
    cost: 'a late answer of the mirror undoes newer ones: titles and answers fall back',
    file: 'utils/store/remote-rows.ts',
    find: 'place.generation === generation && place.cursor >= cursor',
    put: 'place.generation === generation && place.cursor === cursor',
  },
  {
    name: 'cursors of another life of the mirror count',
    cost: 'after a restore of the mirror a device ignores what others say',
    file: 'utils/store/remote-rows.ts',
    find: 'place !== undefined && place.generation === generation && place.cursor >= cursor',
    put: 'place !== undefined && place.cursor >= cursor',
  },
  {
    name: 'nothing is offered to a restored mirror',
    cost: 'all that came after the backup is lost to other devices',
    file: 'utils/store/resync.ts',
    find: "heal: resync === 'incarnation' ? { store: 'messages', after: null } : scope.mirror.heal,",
    put: 'heal: null,',
  },
  {
    name: 'titles are not offered to a restored mirror',
    cost: 'after a restore other devices keep the old titles',
    file: 'utils/store/resync.ts',
    find: "if (rows.length < limit || last === undefined) return { store: 'registers', after: null };",
    put: 'if (rows.length < limit || last === undefined) return null;',
  },
  {
    name: 'deletions are not offered to a restored mirror',
    cost: 'what was cleared after the backup comes back',
    file: 'utils/store/resync.ts',
    find: 'for (const [sessionId, ids] of tombs) scope.addEntry',
    put: 'for (const [sessionId, ids] of [...tombs].slice(0, 0)) scope.addEntry',
  },
  {
    name: 'the cursor outlives the mirror',
    cost: 'after a restore a device misses rows for ever',
    file: 'utils/store/resync.ts',
    find: 'cursor: 0,\n      generation',
    put: 'cursor: scope.mirror.cursor,\n      generation',
  },
  {
    name: 'an answer may fall back',
    cost: 'a complete answer is replaced by an interrupted one',
    file: 'utils/store/remote-rows.ts',
    find: 'const ahead = local !== null && outranks(local, remote);',
    put: 'const ahead = false;',
  },
  {
    name: 'a risen answer is not sent',
    cost: 'other devices keep the interrupted answer',
    file: 'utils/store/changes.ts',
    find: 'scope.putMessage(row, liveRow({ ...message, hlc: current.hlc }, row));',
    put: 'scope.putMessage(row, liveRow({ ...message, hlc: current.hlc }, row)); return;',
  },
  {
    name: 'a pull skips what is being edited',
    cost: 'two devices show different titles for ever',
    file: 'utils/store/remote-rows.ts',
    find: 'if (isKnown(before?.base ?? undefined, cursor + Number(anew), generation)) continue;',
    put: 'if (before?.pending || isKnown(before?.base ?? undefined, cursor, generation)) continue;',
  },
  {
    name: 'an undo reuses the old ids',
    cost: 'what was undone disappears again',
    file: 'utils/store/undo-copy.ts',
    find: 'id: copyIdOf(undoId, message.id),',
    put: 'id: message.id,',
  },
  {
    name: 'a deleted session hides what came later',
    cost: 'a message from another device is never seen',
    file: 'utils/store/session-rows.ts',
    find: 'deleted: fields.deleted && count === 0,',
    put: 'deleted: fields.deleted,',
  },
  {
    name: 'a message may stand above what was seen',
    cost: 'on a device with a slow clock the question jumps up the page',
    file: 'utils/store/turn-rows.ts',
    find: "laterThan(newest?.liveHlc ?? '', message)",
    put: "laterThan('', message)",
  },
  {
    name: 'an answer may stand above its question',
    cost: 'the conversation reads backwards',
    file: 'utils/store/turn-rows.ts',
    find: "return laterThan(question?.liveHlc ?? '', reply);",
    put: "return laterThan('', reply);",
  },
  {
    name: 'an edit may be older than what its author saw',
    cost: 'on a device with a slow clock a new title is ignored',
    file: 'utils/store/changes.ts',
    find: 'const late = view !== null && view.hlc >= stamp.hlc;',
    put: 'const late = false;',
  },
  {
    name: 'a page moves the cursor before its rows',
    cost: 'a kill in mid-page loses the rest of it for ever',
    file: 'utils/sync/pull.ts',
    find: 'const sessionIds = await savePage(await db(), { page, clock });',
    put: 'await savePage(await db(), { page: { ...page, rows: [] }, clock }); const sessionIds = await savePage(await db(), { page: { ...page, since: page.cursor }, clock });',
  },
];

const server: readonly Mutant[] = [
  {
    name: 'the mirror buries only what it has',
    cost: 'a message that arrives after its deletion stays for ever',
    file: 'server/mirror/plan-push.ts',
    find: 'if (current?.message === null) return;',
    put: 'if (current === undefined || current.message === null) return;',
  },
  {
    name: 'the mirror takes back what was deleted',
    cost: 'a cleared message comes back on every device',
    file: 'server/mirror/plan-push.ts',
    find: 'if (stored === null) return;',
    put: 'if (stored === null) { messages.set(id, { id, session, cursor: (cursor += 1), message: incoming }); return; }',
  },
  {
    name: 'a risen answer keeps its place in the feed',
    cost: 'other devices never hear that the answer was finished',
    file: 'server/mirror/plan-push.ts',
    find: 'messages.set(id, { id, session, cursor: (cursor += 1), message });\n  }\n\n  function bury',
    put: 'messages.set(id, { id, session, cursor: current.cursor, message });\n  }\n\n  function bury',
  },
  {
    name: 'the last edit to arrive wins',
    cost: 'a delayed copy of an old request brings an old title back',
    file: 'server/mirror/plan-push.ts',
    find: 'if (current !== undefined && current.hlc >= hlc) return;',
    put: '',
  },
  {
    name: 'a page skips to the newest cursor',
    cost: 'a device that was away misses all but the first page',
    file: 'server/mirror/memory-store.ts',
    find: 'const cursor = more ? (rows.at(-1)?.cursor ?? query.since) : newest;',
    put: 'const cursor = newest;',
  },
  {
    name: 'the mirror forgets which life it lives',
    cost: 'after a restore nobody offers what is missing',
    file: 'server/mirror/resync-for.ts',
    find: '(client.inc !== null && client.inc !== inc) || seen > cursor',
    put: 'seen > cursor + 1e12',
  },
  {
    name: 'a clock of next year wins for ever',
    cost: 'messages of a device with a wrong clock stay at the end for ever',
    file: 'server/mirror/plan-push.ts',
    find: 'if (hlcTimeMs(hlc) > now + hlcToleranceMs) return clock.next();',
    put: '',
    harmless: 'what is said or edited later is placed after what its author saw',
  },
  {
    name: 'ops are not remembered',
    cost: 'a repeated request counts twice',
    file: 'server/mirror/plan-push.ts',
    find: 'if (ground.seen.has(opId) || opIds.has(opId))',
    put: 'if (opIds.has(opId))',
  },
  {
    name: 'an acknowledged push proves nothing',
    cost: 'a message whose mirror went back before the next page is lost to other devices',
    file: 'utils/store/sync-store.ts',
    find: 'return Math.max(pulled, seen, cursor);',
    put: 'return pulled;',
  },
  {
    name: 'a mirror that went back believes itself',
    cost: 'what came after the backup is lost to other devices, and new rows are taken for old ones',
    file: 'server/mirror/to-resync.ts',
    find: "const provesLoss = resync === 'incarnation' && asked === inc;",
    put: 'const provesLoss = false;',
    harmless: 'every device that saw what is gone stands where the data never was, and begins anew itself',
  },
  {
    name: 'a page of another place is taken',
    cost: 'a delayed page of the mirror makes a device skip rows for ever',
    file: 'utils/store/sync-store.ts',
    find: 'if (page.since !== mirror.cursor || ',
    put: 'if (',
  },
];

/** All planted bugs. */
export const mutants: readonly Mutant[] = [...client, ...server];
