import { createId } from '../../../utils/chat/id.ts';
import type { Message } from '../../../utils/chat/message.ts';
import type { MirrorClient } from '../../../utils/mirror/mirror-client.ts';
import { createStoreHandle } from '../../../utils/store/open-store.ts';
import { countFailed, countOutbox } from '../../../utils/store/read.ts';
import type { StoreDb } from '../../../utils/store/schema.ts';
import { StoreError } from '../../../utils/store/store-error.ts';
import { createWriter, type Writer } from '../../../utils/store/writer.ts';
import { createSyncEngine, type SyncEngine, type SyncStatus } from '../../../utils/sync/sync-engine.ts';
import { createDisk, type Disk, type DiskImage } from './disk.ts';

/** A device with a real store, writer and engine, whose storage can be made to fail. */
export interface SimulatedDevice {
  readonly writer: () => Writer;
  readonly engine: () => SyncEngine;
  readonly status: () => SyncStatus | null;
  readonly db: () => Promise<StoreDb>;
  /** The store refuses the n-th time from now that it is asked for, and so often in all. */
  failAfter(n: number | null, times?: number): void;
  /** The worker is killed and starts again: nothing but the disk and the spill is left. */
  restart(): Promise<void>;
  /** The disk as it is, for a profile to be copied from. */
  image(): DiskImage;
  /** How many states a power cut may leave the disk in. */
  survivors(): number;
  /** The power goes: of the relaxed commits since the last strict one, the first `kept` are left. */
  losePower(kept: number): Promise<void>;
  /** The profile is replaced by a copy of it, or by another device's, and the browser starts. */
  rollBack(image: DiskImage): Promise<void>;
  close(): Promise<void>;
}

export async function startDevice(mirror: MirrorClient, now: () => number): Promise<SimulatedDevice> {
  const name = createId();
  const handle = createStoreHandle({ name });
  let spilled: unknown = null;
  let countdown: number | null = null;
  let refusals = 1;
  let status: SyncStatus | null = null;
  let disk: Disk | null = null;
  let writer: Writer;
  let engine: SyncEngine;

  async function open(): Promise<StoreDb> {
    const db = await handle.db();
    disk ??= createDisk(name);
    return disk.watch(db);
  }

  async function db(): Promise<StoreDb> {
    if (countdown !== null && (countdown -= 1) < 0) {
      refusals -= 1;
      if (refusals <= 0) countdown = null;
      throw new StoreError('refused');
    }
    return open();
  }

  async function start(): Promise<void> {
    countdown = null;
    status = null;
    const spill = {
      load: async () => spilled,
      save: async (value: unknown) => void (spilled = structuredClone(value)),
    };
    writer = await createWriter({
      db,
      spill,
      now,
      onState: () => undefined,
      onChanged: () => undefined,
      push: async (ops) => {
        await mirror.push({ clientId: 'direct', inc: null, ops: [...ops] }, new AbortController().signal);
      },
    });
    const { clientId, clock } = writer;
    engine = createSyncEngine({
      db,
      mirror,
      clientId,
      clock,
      now,
      onChanged: () => undefined,
      onStatus: (next) => (status = next),
    });
  }

  async function stop(): Promise<void> {
    writer.close();
    await handle.close();
  }

  async function rollBack(image: DiskImage): Promise<void> {
    await stop();
    spilled = null;
    disk?.install(image);
    await start();
  }

  await start();
  const present = (): Disk => (disk ??= createDisk(name));
  return {
    writer: () => writer,
    engine: () => engine,
    status: () => status,
    db: open,
    failAfter(n, times = 1) {
      countdown = n;
      refusals = times;
    },
    async restart() {
      await stop();
      await start();
    },
    image: () => present().image(),
    survivors: () => present().survivors().length,
    async losePower(kept) {
      const states = present().survivors();
      await rollBack(states[Math.min(kept, states.length - 1)] ?? present().image());
    },
    rollBack,
    close: stop,
  };
}

/** Everything that a user could see on the device, in display order, and what is still unsent. */
export interface DeviceView {
  readonly sessions: readonly {
    id: string;
    title: string;
    deleted: boolean;
    count: number;
    waiting: number;
  }[];
  readonly messages: readonly Message[];
  /** Ids that are known as deleted. */
  readonly buried: readonly string[];
  readonly outbox: number;
  readonly failed: number;
}

export async function viewDevice(device: SimulatedDevice): Promise<DeviceView> {
  const db = await device.db();
  const rows = await db.getAll('messages');
  const messages = rows.flatMap((row) => (row.deleted || row.message === null ? [] : [row.message]));
  const sessions = (await db.getAll('sessions')).map(({ id, title, deleted, count, waiting }) => ({
    id,
    title,
    deleted,
    count,
    waiting,
  }));
  return {
    sessions,
    messages: messages.toSorted((a, b) => (`${a.hlc} ${a.id}` < `${b.hlc} ${b.id}` ? -1 : 1)),
    buried: rows.flatMap((row) => (row.deleted ? [row.id] : [])),
    outbox: await countOutbox(db),
    failed: await countFailed(db),
  };
}
