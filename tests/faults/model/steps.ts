import fc from 'fast-check';
import type { MessageStatus } from '../../../utils/chat/message.ts';
import type { Fault } from './fault-mirror.ts';

/** How a worker ends: alone, or with the whole machine, which forgets all but `kept` relaxed commits. */
export type Death = { readonly kept: number } | null;

/** What one device does or suffers. `device` and `session` count round. */
export type DeviceStep =
  | { readonly do: 'send'; readonly device: number; readonly session: number; readonly refuse: boolean }
  | { readonly do: 'finish'; readonly device: number; readonly status: MessageStatus }
  | { readonly do: 'rename'; readonly device: number; readonly session: number; readonly title: string }
  | { readonly do: 'clear'; readonly device: number; readonly session: number; readonly deletes: boolean }
  | { readonly do: 'undo' | 'restart' | 'forget' | 'back-up' | 'roll-back'; readonly device: number }
  | { readonly do: 'lose-power'; readonly device: number; readonly kept: number }
  | { readonly do: 'set-clock'; readonly device: number; readonly skewMs: number }
  | {
      readonly do: 'sync';
      readonly device: number;
      readonly faults: Fault[];
      readonly killAt: number | null;
      readonly death: Death;
      readonly aside: boolean;
    };

export type Step =
  | DeviceStep
  | { readonly do: 'restore'; readonly share: number }
  /** Another device starts with a copy of this one's profile. */
  | { readonly do: 'clone'; readonly device: number };

const yearMs = 365 * 86_400_000;
const device = fc.nat(3);
const session = fc.nat(1);
const kept = fc.nat(4);
const fault = fc.constantFrom<Fault>(
  ...([
    'none',
    'none',
    'none',
    'lose-request',
    'lose-answer',
    'twice',
    'stale-answer',
    'stale-answer',
    'late-repeat',
    'die-asking',
    'die-answered',
  ] as const),
);
const is = <Kind extends Step['do']>(kind: Kind) => fc.constant(kind);
const skewMs = fc.constantFrom(0, -600_000, 300_000, 10 * yearMs, -10 * yearMs);

/** Steps of up to five devices. `size: 'max'`: the default makes histories too short to find anything. */
export const history: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    // Refused writes are the storage suite's: with them the ledger cannot tell what an undo brings back.
    { weight: 8, arbitrary: fc.record({ do: is('send'), device, session, refuse: fc.constant(false) }) },
    {
      weight: 6,
      arbitrary: fc.record({
        do: is('finish'),
        device,
        status: fc.constantFrom<MessageStatus>('error', 'interrupted', 'final'),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ do: is('rename'), device, session, title: fc.constantFrom('A', 'B', 'C') }),
    },
    { weight: 2, arbitrary: fc.record({ do: is('clear'), device, session, deletes: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ do: is('undo'), device }) },
    {
      weight: 14,
      arbitrary: fc.record({
        do: is('sync'),
        device,
        faults: fc.array(fault, { maxLength: 6 }),
        killAt: fc.option(fc.nat(25), { freq: 3 }),
        death: fc.option(fc.record({ kept }), { freq: 2 }),
        aside: fc.boolean(),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: is('restart'), device }) },
    { weight: 1, arbitrary: fc.record({ do: is('forget'), device }) },
    { weight: 2, arbitrary: fc.record({ do: is('lose-power'), device, kept }) },
    { weight: 1, arbitrary: fc.record({ do: is('set-clock'), device, skewMs }) },
    { weight: 1, arbitrary: fc.record({ do: is('back-up'), device }) },
    { weight: 1, arbitrary: fc.record({ do: is('roll-back'), device }) },
    { weight: 1, arbitrary: fc.record({ do: is('clone'), device }) },
    {
      weight: 1,
      arbitrary: fc.record({ do: is('restore'), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
    },
  ),
  { size: 'max', minLength: 4, maxLength: 70 },
);
