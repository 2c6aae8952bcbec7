import { type Batch, quarantine } from '../store/sync-store.ts';
import type { SyncPorts } from './sync-ports.ts';

export interface SetAside {
  readonly batch: Pick<Batch, 'sent'>;
  readonly reason: string;
}

/** Moves ops to those that are refused for good. */
export async function setAside(ports: SyncPorts, { batch: { sent }, reason }: SetAside): Promise<void> {
  const { now = Date.now } = ports;
  for (const { entry, op } of sent) {
    const sessionIds = await quarantine(await ports.db(), { entry, op, reason, at: now() });
    ports.onChanged(sessionIds);
  }
}
