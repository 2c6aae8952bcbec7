import { join } from 'node:path';
import { packOps } from '../../../server/mirror/message-text.ts';
import { openSqliteCore, type SqliteCore } from '../../../server/mirror/sqlite-core.ts';
import type { Op, PushResponse } from '../../../utils/mirror/protocol.ts';
import { createId } from '../../../utils/chat/id.ts';
import { msgIn, rowsIn, stamp } from '../../mirror-server/wire-sample.ts';
import type { Rig } from '../network/rig.ts';

const dayMs = 86_400_000;
const session = '018f0000-0000-7000-8000-000000000001';

/**
 * The mirror's clock jumps by years in both directions between pushes, some of which are repeats: cursors
 * go on rising, what was acked stays, what was deleted stays deleted, the later title stays.
 */
export async function tryClock(
  rig: Rig,
  { random, pushes }: { random: () => number; pushes: number },
): Promise<string | null> {
  let now = Date.UTC(2026, 10, 22);
  const core = openSqliteCore(join(await rig.folder(), 'mirror.db'), { workspaces: ['w'], now: () => now });
  rig.defer(async () => core.close());
  const pushed: Op[] = [];
  const live = new Set<string>();
  const dead = new Set<string>();
  /** A title whose op the mirror has forgotten is not sent again: no device keeps one for so long. */
  const titlesKnown = new Set<Op>();
  let titleHlc = '';
  let cursor = 0;
  for (let round = 0; round < pushes; round += 1) {
    // Never before 1990: a machine without a clock of its own begins at some such day.
    now = Math.max(Date.UTC(1990), now + Math.floor((random() - 0.5) * 20 * 365 * dayMs));
    if (random() < 0.2 && core.forgetOps(now - 180 * dayMs) > 0) titlesKnown.clear();
    const op = pickOp({
      random,
      pushed: pushed.filter((each) => each.t !== 'reg' || titlesKnown.has(each)),
      live,
      now,
    });
    const done = push(core, op);
    if (done === null) return `round ${round}: the push was not taken`;
    if (done.acks[0]?.status === 'rejected') return `round ${round}: rejected`;
    if (done.cursor < cursor) return `round ${round}: the cursor went back`;
    ({ cursor } = done);
    pushed.push(op);
    if (op.t === 'reg') titlesKnown.add(op);
    if (op.t === 'msg' && !dead.has(op.message.id)) live.add(op.message.id);
    if (op.t === 'tomb') for (const id of op.ids) if (dead.add(id)) live.delete(id);
    if (op.t === 'reg' && op.hlc > titleHlc) titleHlc = op.hlc;
  }
  const found = core.readSession('w', session);
  const ids = found?.messages.map(({ id }) => id) ?? [];
  if (ids.length !== live.size || !ids.every((id) => live.has(id)))
    return `${ids.length} messages live, not ${live.size}`;
  return titleHlc === '' || found?.registers['title'] === titleHlc ? null : 'an earlier title came back';
}

function pickOp({
  random,
  pushed,
  live,
  now,
}: {
  random: () => number;
  pushed: readonly Op[];
  live: ReadonlySet<string>;
  now: number;
}): Op {
  const kind = random();
  const old = pushed[Math.floor(random() * pushed.length)];
  if (kind < 0.3 && old !== undefined) return old;
  if (kind < 0.45 && live.size > 0)
    return { opId: createId(), t: 'tomb', session, ids: [...live].slice(0, 1) };
  // A device's clock is behind the mirror's; one that is ahead gets a stamp of the mirror's own.
  const hlc = stamp(Math.max(1, now - Math.floor(random() * 5 * 365 * dayMs)));
  if (kind < 0.6) return { opId: createId(), t: 'reg', session, field: 'title', value: hlc, hlc };
  return msgIn({ session, hlc });
}

function push(core: SqliteCore, op: Op): PushResponse | null {
  const [result] = core.pushAll([{ ws: 'w', request: { clientId: 'c', inc: null, ops: packOps([op]) } }]);
  return result !== null && result !== undefined && 'kind' in result && result.kind === 'done'
    ? { ...result, rows: rowsIn(result.rows), acks: [...result.acks] }
    : null;
}
