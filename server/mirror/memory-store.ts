import { randomUUID } from 'node:crypto';
import { createHlcClock } from '../../utils/chat/hlc.ts';
import { packOps } from './message-text.ts';
import { createMemoryContent } from './memory-content.ts';
import { createMemoryBin, writeBin } from './memory-bin.ts';
import { createMemoryTexts } from './memory-texts.ts';
import { bodyOf, readSpace, type Space, type Spaces } from './memory-space.ts';
import type { MirrorStore } from './mirror-store.ts';
import { planPush, registerKey, toMessageRow, toRegisterRow, toRowsText } from './plan-push.ts';
import { randomGap, resyncFor } from './resync-for.ts';

/** A store that forgets everything with the process: for tests. `now` is epoch ms, `gap` see `randomGap`. */
export function createMemoryStore({
  workspaces,
  now = Date.now,
  gap = randomGap,
}: {
  workspaces: readonly string[];
  now?: () => number;
  gap?: () => number;
}): MirrorStore {
  const spaces = new Map(workspaces.map((ws) => [ws, createSpace(now)]));
  const writes = createWrites(spaces, { now, gap });
  return {
    ...createReads(spaces),
    ...writes,
    ...createMemoryBin(spaces, writes, now),
    ...createMemoryContent(spaces),
    ...createMemoryTexts(spaces),
    async close() {},
  };
}

type Reads = Pick<
  MirrorStore,
  'readWorkspace' | 'readChanges' | 'listSessions' | 'readSession' | 'readMessages'
>;
export type Writes = Pick<
  MirrorStore,
  'push' | 'startIncarnation' | 'beginLife' | 'moveHorizon' | 'forgetOps'
>;

function createReads(spaces: Spaces): Reads {
  return {
    async readWorkspace(ws) {
      return spaces.get(ws)?.state ?? null;
    },
    async readChanges(ws, query) {
      const space = spaces.get(ws);
      if (space === undefined) return null;
      const resync = resyncFor(space.state, query, (cursor) => wasReached(space, cursor));
      if (resync !== null) return resync;
      const { inc, cursor: newest } = space.state;
      const later = [
        ...[...space.messages.values()].map((row) => ({ cursor: row.cursor, text: toMessageRow(row) })),
        ...[...space.registers.values()].map((row) => ({ cursor: row.cursor, text: toRegisterRow(row) })),
      ]
        .filter((row) => row.cursor > query.since)
        .sort((a, b) => a.cursor - b.cursor);
      const rows = later.slice(0, query.limit);
      const more = later.length > rows.length;
      const cursor = more ? (rows.at(-1)?.cursor ?? query.since) : newest;
      const text = toRowsText(rows.map((row) => row.text));
      return { kind: 'done', page: { inc, since: query.since, rows: text, cursor, more }, newest };
    },
    async listSessions(ws) {
      const space = spaces.get(ws);
      if (space === undefined) return null;
      const all = [...space.messages.values(), ...space.registers.values()];
      return [...new Set(all.map((row) => row.session))]
        .flatMap((id) => readSpace(space, id) ?? [])
        .map(({ id, kind, title, updatedAt, count, cursor, deleted }) => ({
          id,
          kind,
          title,
          updatedAt,
          count,
          cursor,
          deleted,
        }))
        .sort((a, b) => b.updatedAt - a.updatedAt || (a.id < b.id ? 1 : -1));
    },
    async readSession(ws, session) {
      const space = spaces.get(ws);
      return space === undefined ? null : readSpace(space, session);
    },
    async readMessages(ws, ids) {
      const space = spaces.get(ws);
      return space === undefined ? null : ids.flatMap((id) => bodyOf(space.messages.get(id)));
    },
  };
}

function createWrites(
  spaces: Spaces,
  { now, gap }: { readonly now: () => number; readonly gap: () => number },
): Writes {
  return {
    async push(ws, { inc, seen: told, ops }) {
      const space = spaces.get(ws);
      if (space === undefined) return null;
      const resync = resyncFor(space.state, { inc, since: null, seen: told }, (cursor) =>
        wasReached(space, cursor),
      );
      if (resync !== null) return resync;
      const { messages, registers, seen, clock } = space;
      const ground = { cursor: space.state.cursor, seen: new Set(seen.keys()), messages, registers };
      const plan = planPush({ ops: packOps(ops), ground, clock, now: now() });
      for (const row of plan.messages) messages.set(row.id, structuredClone(row));
      for (const row of plan.registers)
        registers.set(registerKey(row.session, row.field), structuredClone(row));
      for (const id of plan.opIds) seen.set(id, now());
      writeBin(space.bin, plan, now());
      space.state = { ...space.state, cursor: plan.cursor };
      const changed = new Set([...plan.messages, ...plan.registers].map((row) => row.session));
      const { acks, rows, cursor } = plan;
      return { kind: 'done', acks, rows, cursor, inc: space.state.inc, sessions: [...changed] };
    },
    async startIncarnation(ws) {
      const space = spaces.get(ws);
      if (space !== undefined) space.state = { ...space.state, inc: randomUUID() };
      return space?.state ?? null;
    },
    async beginLife(ws) {
      const space = spaces.get(ws);
      if (space === undefined) return;
      const { lives, state } = space;
      const running = lives.at(-1);
      if (running === undefined && state.cursor > 0) lives.push({ began: 0, ended: state.cursor });
      if (running !== undefined) running.ended = state.cursor;
      const began = lives.length === 0 ? 0 : state.cursor + gap();
      lives.push({ began, ended: null });
      space.state = { ...state, cursor: began };
    },
    async moveHorizon(ws, upTo) {
      const space = spaces.get(ws);
      if (space !== undefined && upTo > space.state.minCursor)
        compact(space, Math.min(upTo, space.state.cursor));
      return space?.state ?? null;
    },
    async forgetOps(before) {
      const old = [...spaces.values()].flatMap(({ seen }) =>
        [...seen].filter(([, at]) => at < before).map(([id]) => seen.delete(id)),
      );
      return old.length;
    },
  };
}

function wasReached({ lives }: Space, cursor: number): boolean {
  const life = lives.findLast(({ began }) => began <= cursor);
  return life === undefined || life.ended === null || cursor <= life.ended;
}

function createSpace(now: () => number): Space {
  return {
    state: { inc: randomUUID(), cursor: 0, minCursor: 0 },
    lives: [],
    clock: createHlcClock({ node: 'mirror', last: null, now }),
    seen: new Map(),
    bin: new Map(),
    messages: new Map(),
    registers: new Map(),
  };
}

function compact(space: Space, upTo: number): void {
  const byCursor = (a: { cursor: number }, b: { cursor: number }): number => a.cursor - b.cursor;
  let { cursor } = space.state;
  for (const row of [...space.messages.values()].sort(byCursor)) {
    if (row.cursor > upTo) continue;
    if (row.message === null) {
      space.messages.delete(row.id);
      space.bin.delete(row.id);
    } else space.messages.set(row.id, { ...row, cursor: (cursor += 1) });
  }
  for (const [key, row] of [...space.registers].sort(([, a], [, b]) => byCursor(a, b)))
    if (row.cursor <= upTo) space.registers.set(key, { ...row, cursor: (cursor += 1) });
  space.state = { ...space.state, cursor, minCursor: upTo };
}
