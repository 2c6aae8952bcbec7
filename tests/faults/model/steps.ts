import fc from 'fast-check';
import type { MessageStatus } from '../../../utils/chat/message.ts';
import type { Fault } from './fault-mirror.ts';
import { type Kind, type Profile, profiles } from './profiles.ts';

/** How a worker ends: alone, or with the whole machine, which forgets all but `kept` relaxed commits. */
export type Death = { readonly kept: number } | null;

/** What a user does on a device. `device` and `session` count round. */
export type UserStep =
  | { readonly do: 'send'; readonly device: number; readonly session: number; readonly refuse: boolean }
  | { readonly do: 'finish'; readonly device: number; readonly status: MessageStatus }
  | { readonly do: 'rename'; readonly device: number; readonly session: number; readonly title: string }
  | { readonly do: 'clear'; readonly device: number; readonly session: number; readonly deletes: boolean }
  | { readonly do: 'undo'; readonly device: number }
  | { readonly do: 'repeat'; readonly device: number; readonly back: number };

/** What one device does or suffers. */
export type DeviceStep =
  | UserStep
  | { readonly do: 'restart' | 'forget' | 'back-up' | 'roll-back'; readonly device: number }
  | { readonly do: 'lose-power'; readonly device: number; readonly kept: number }
  | { readonly do: 'set-clock'; readonly device: number; readonly skewMs: number }
  | {
      readonly do: 'sync';
      readonly device: number;
      readonly faults: Fault[];
      readonly killAt: number | null;
      readonly death: Death;
      readonly aside: boolean;
      /** Something that the user does while the `at`-th answer is on its way. */
      readonly meanwhile: { readonly at: number; readonly act: UserStep } | null;
    };

export type Step =
  | DeviceStep
  /** `noticed`: the mirror knows that it went back; otherwise only a device can prove it. */
  | { readonly do: 'restore'; readonly share: number; readonly noticed: boolean }
  /** Another device starts with a copy of this one's profile. */
  | { readonly do: 'clone'; readonly device: number };

const yearMs = 365 * 86_400_000;
const device = fc.nat(3);
const session = fc.nat(1);
const kept = fc.nat(4);
const skewMs = fc.constantFrom(0, -600_000, 300_000, 10 * yearMs, -10 * yearMs);
const is = <Name extends Kind>(kind: Name) => fc.constant(kind);

// Refused writes are the storage suite's: with them the ledger cannot tell what an undo brings back.
const acts = {
  send: fc.record({ do: is('send'), device, session, refuse: fc.constant(false) }),
  finish: fc.record({
    do: is('finish'),
    device,
    status: fc.constantFrom<MessageStatus>('error', 'interrupted', 'final'),
  }),
  rename: fc.record({ do: is('rename'), device, session, title: fc.constantFrom('A', 'B', 'C') }),
  clear: fc.record({ do: is('clear'), device, session, deletes: fc.boolean() }),
  undo: fc.record({ do: is('undo'), device }),
  repeat: fc.record({ do: is('repeat'), device, back: fc.nat(7) }),
};

const events = {
  restart: fc.record({ do: is('restart'), device }),
  forget: fc.record({ do: is('forget'), device }),
  'lose-power': fc.record({ do: is('lose-power'), device, kept }),
  'set-clock': fc.record({ do: is('set-clock'), device, skewMs }),
  'back-up': fc.record({ do: is('back-up'), device }),
  'roll-back': fc.record({ do: is('roll-back'), device }),
  clone: fc.record({ do: is('clone'), device }),
  restore: fc.record({
    do: is('restore'),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    noticed: fc.boolean(),
  }),
};

/** `freq` times the value for each null. */
function sometimes<Value>(freq: number, value: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> {
  return freq === 0 ? fc.constant(null) : fc.option(value, { freq });
}

function historyOf({ weights, faults, kills, meanwhile }: Profile): fc.Arbitrary<Step[]> {
  const weighted = <Step>(all: Readonly<Partial<Record<Kind, fc.Arbitrary<Step>>>>) =>
    weights.flatMap(([kind, weight]) => {
      const arbitrary = all[kind];
      return arbitrary === undefined ? [] : [{ weight, arbitrary }];
    });
  const act = fc.oneof(...weighted<UserStep>(acts));
  const sync = fc.record({
    do: is('sync'),
    device,
    faults: fc.array(fc.constantFrom<Fault>(...faults), { maxLength: 6 }),
    killAt: sometimes(kills, fc.nat(25)),
    death: fc.option(fc.record({ kept }), { freq: 2 }),
    aside: fc.boolean(),
    meanwhile: sometimes(meanwhile, fc.record({ at: fc.nat(2), act })),
  });
  // `size: 'max'`: the default makes histories too short to find anything.
  return fc.array(fc.oneof(...weighted<Step>({ ...acts, ...events, sync })), {
    size: 'max',
    minLength: 4,
    maxLength: 70,
  });
}

/** Steps of up to five devices, of one of the profiles. */
export const history: fc.Arbitrary<Step[]> = fc.oneof(
  ...profiles.map((profile) => ({ weight: profile.weight, arbitrary: historyOf(profile) })),
);
