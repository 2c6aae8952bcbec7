import type { FaultMirror, Holdings } from './fault-mirror.ts';
import { type SimulatedDevice, viewDevice } from './simulated-device.ts';
import { createTitleLedger, type TitleLedger } from './title-ledger.ts';

/** What a violation of the promise is to the user. */
export interface Violation {
  readonly kind: 'lost' | 'duplicated';
  readonly what: string;
}

/**
 * What users were promised. Some faults destroy a promise honestly: where the only copy lay in a profile
 * that was rolled back, nobody can bring it back. Such faults go through `destroy`, which forgives
 * exactly what is nowhere any more, and complains of what was nowhere already.
 */
export interface Ledger {
  /** Every message that a user said or saw, copies of an undo included. */
  readonly said: Set<string>;
  readonly cleared: Set<string>;
  readonly everCleared: Set<string>;
  /** Forgiven: may be there or not. */
  readonly forgiven: Set<string>;
  readonly violations: Violation[];
  /** The second message was said below the first. */
  readonly order: (readonly [string, string])[];
  /** Questions that storage refused, or whose answer it refused: their place in the order is not promised. */
  readonly unplaced: Set<string>;
  readonly titles: TitleLedger;
  complain(what: string, kind?: Violation['kind']): void;
  destroy(work: () => Promise<void>): Promise<void>;
}

export function createLedger(world: {
  readonly devices: readonly SimulatedDevice[];
  readonly mirror: FaultMirror;
}): Ledger {
  const ledger: Ledger = {
    said: new Set(),
    cleared: new Set(),
    everCleared: new Set(),
    forgiven: new Set(),
    violations: [],
    order: [],
    unplaced: new Set(),
    titles: createTitleLedger(),
    complain: (what, kind = 'lost') => void ledger.violations.push({ kind, what }),
    async destroy(work) {
      const before = await census(world);
      for (const id of ledger.said) {
        if (!before.live.has(id) && !ledger.cleared.has(id)) ledger.complain(`${id} was nowhere any more`);
      }
      for (const id of ledger.cleared) {
        if (!before.buried.has(id)) ledger.complain(`the deletion of ${id} was nowhere any more`);
      }
      await work();
      world.mirror.forgetAnswers();
      const after = await census(world);
      for (const id of ledger.cleared) {
        if (after.buried.has(id)) continue;
        ledger.cleared.delete(id);
      }
      for (const id of ledger.said) {
        if (after.live.has(id) || ledger.cleared.has(id)) continue;
        ledger.said.delete(id);
        ledger.forgiven.add(id);
      }
    },
  };
  return ledger;
}

async function census({
  devices,
  mirror,
}: {
  readonly devices: readonly SimulatedDevice[];
  readonly mirror: FaultMirror;
}): Promise<Holdings> {
  // First, as it may reach the disk while the disks are read.
  const unsaved = devices.map((device) => device.writer().unsaved());
  const views = await Promise.all(devices.map(viewDevice));
  const places: Holdings[] = [
    await mirror.holdings(),
    mirror.underWay(),
    ...views.map(({ messages, buried }) => ({
      live: new Set(messages.map((message) => message.id)),
      buried: new Set(buried),
    })),
    ...unsaved.map((messages) => ({
      live: new Set(messages.map((message) => message.id)),
      buried: new Set<string>(),
    })),
  ];
  return {
    live: new Set(places.flatMap((place) => [...place.live])),
    buried: new Set(places.flatMap((place) => [...place.buried])),
  };
}
