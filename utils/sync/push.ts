import * as v from 'valibot';
import { MirrorError } from '../mirror/mirror-error.ts';
import { limits, opSchema, type PushResponse } from '../mirror/protocol.ts';
import { type Batch, readBatch, readMirrorState, savePush, seenOf } from '../store/sync-store.ts';
import type { SetAside } from './set-aside.ts';
import type { SyncPorts } from './sync-ports.ts';

/** Pushes until the outbox is empty and nothing is left to offer: oldest first, one request in flight. */
export async function pushAll(ports: SyncPorts, signal: AbortSignal): Promise<void> {
  let size: number = limits.pushOps;
  for (;;) {
    signal.throwIfAborted();
    const db = await ports.db();
    const batch = await readBatch(db, { ops: size, bytes: limits.pushTargetBytes });
    if (batch.sent.length === 0 && batch.gone.length === 0) {
      if ((await readMirrorState(db)).heal === null) return;
      const { healStep } = await import('../store/resync.ts');
      await healStep(db, limits.pushOps);
      continue;
    }
    if (await setAsideUnsendable(ports, batch)) continue;
    const outcome = await pushBatch(ports, batch, signal);
    // A batch that is refused as a whole is halved until the op at fault stands alone.
    if (outcome === 'pushed') size = Math.min(limits.pushOps, size * 2);
    else size = Math.max(1, Math.floor(batch.sent.length / 2));
  }
}

async function pushBatch(
  ports: SyncPorts,
  batch: Batch,
  signal: AbortSignal,
): Promise<'pushed' | 'too-much'> {
  const state = await readMirrorState(await ports.db());
  const { inc } = state;
  const place = { inc, seen: seenOf(state) };
  let response: PushResponse | null = null;
  if (batch.sent.length > 0) {
    try {
      response = await send(ports, { batch, place }, signal);
    } catch (error) {
      const reason = error instanceof MirrorError ? error.reason : null;
      if (reason !== 'refused' && reason !== 'too-large') throw error;
      if (batch.sent.length > 1) return 'too-much';
      // Only a mirror that takes an empty push has judged the op, and not this client as a whole.
      await send(ports, { batch: { sent: [], gone: [] }, place }, signal);
      await setAside(ports, { batch, reason });
      return 'pushed';
    }
  }
  await save(ports, { batch, inc, response });
  return 'pushed';
}

async function send(
  { mirror, clientId }: SyncPorts,
  {
    batch,
    place,
  }: { readonly batch: Batch; readonly place: { readonly inc: string | null; readonly seen: number } },
  signal: AbortSignal,
): Promise<PushResponse> {
  const response = await mirror.push({ clientId, ...place, ops: batch.sent.map(({ op }) => op) }, signal);
  const { inc } = place;
  if (inc !== null && response.inc !== inc) {
    throw new MirrorError('resync', { resync: { resync: 'incarnation', inc: response.inc } });
  }
  return response;
}

async function save(
  ports: SyncPorts,
  answer: { readonly batch: Batch; readonly inc: string | null; readonly response: PushResponse | null },
): Promise<void> {
  const { batch, inc, response } = answer;
  const { clock, now = Date.now } = ports;
  const db = await ports.db();
  const { sessionIds, removed } = await savePush(db, { batch, response, asked: inc, clock, at: now() });
  if (sessionIds.length > 0) ports.onChanged(sessionIds);
  // An answer without acks would be asked for again and again.
  if (removed === 0) throw new MirrorError('not-mirror');
}

/** Ops that no mirror can read (made by a broken import, say) are set aside without asking one. */
async function setAsideUnsendable(ports: SyncPorts, batch: Batch): Promise<boolean> {
  const unsendable = batch.sent.filter(({ op }) => !v.safeParse(opSchema, op).success);
  if (unsendable.length > 0) await setAside(ports, { batch: { sent: unsendable }, reason: 'unreadable' });
  return unsendable.length > 0;
}

async function setAside(ports: SyncPorts, what: SetAside): Promise<void> {
  await (await import('./set-aside.ts')).setAside(ports, what);
}
