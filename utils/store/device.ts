import { createId } from '../chat/id.ts';
import type { StoreDb } from './schema.ts';
import { transactOne } from './transact.ts';

/** Who this device is to mirrors and in clocks; made with the store, random. */
export interface Device {
  readonly clientId: string;
  /** The device's part of an hlc: the random end of its id. */
  readonly node: string;
  /** The latest hlc that a write was stamped with, null on a new device. */
  readonly hlc: string | null;
}

/** Reads the device's identity, making it at the first call. Rejects with `StoreError`. */
export async function readDevice(db: StoreDb): Promise<Device> {
  return transactOne(db, 'meta', async (tx) => {
    const meta = tx.objectStore('meta');
    const [client, hlc] = await Promise.all([meta.get('client'), meta.get('hlc')]);
    const clientId = client?.key === 'client' ? client.value : createId();
    if (client === undefined) await meta.put({ key: 'client', value: clientId });
    return { ...toIdentity(clientId), hlc: hlc?.key === 'hlc' ? hlc.value : null };
  });
}

/** The identity of a device whose store cannot be read: good until it can. */
export function temporaryDevice(): Device {
  return { ...toIdentity(createId()), hlc: null };
}

function toIdentity(clientId: string): { clientId: string; node: string } {
  return { clientId, node: clientId.replaceAll('-', '').slice(-12) };
}
