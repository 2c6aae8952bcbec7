import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as v from 'valibot';
import { createHlcClock, hlcAfter, hlcNode, hlcTimeMs, hlcToleranceMs } from '../../utils/chat/hlc.ts';
import { hlcSchema } from '../../utils/mirror/protocol.ts';

const at = Date.UTC(2026, 10, 22);

test('values have the shape that the wire asks for and tell their time', () => {
  const hlc = createHlcClock({ node: 'a1b2c3d4', last: null, now: () => at }).next();
  expect(v.safeParse(hlcSchema, hlc).success).toBe(true);
  expect(hlcTimeMs(hlc)).toBe(at);
  expect(hlcNode(hlc)).toBe('a1b2c3d4');
  expect(hlcTimeMs('yesterday')).toBe(0);
});

test('values rise within one millisecond, when the clock jumps back and after a restart', () => {
  let now = at;
  const clock = createHlcClock({ node: 'n', last: null, now: () => now });
  const first = clock.next();
  const second = clock.next();
  now = at - 3_600_000;
  const third = clock.next();
  const restarted = createHlcClock({ node: 'n', last: clock.last(), now: () => now });
  expect([restarted.next(), third, second, first].toSorted()).toEqual([
    first,
    second,
    third,
    restarted.last(),
  ]);
});

test('a full counter moves on to the next millisecond', () => {
  const clock = createHlcClock({ node: 'n', last: null, now: () => at });
  clock.receive(`${at.toString(16).padStart(12, '0')}.ffff.z`);
  expect(hlcTimeMs(clock.next())).toBe(at + 1);
});

test('a value from another device is followed when it is at most a minute ahead, and refused beyond', () => {
  const other = (now: number) => createHlcClock({ node: 'z', last: null, now: () => now }).next();
  const clock = createHlcClock({ node: 'a', last: null, now: () => at });
  const near = other(at + hlcToleranceMs);
  expect(clock.receive(near)).toBe(true);
  expect(clock.next() > near).toBe(true);
  const far = other(at + hlcToleranceMs + 1);
  expect(clock.receive(far)).toBe(false);
  expect(clock.next() < far).toBe(true);
  expect(clock.receive('nonsense')).toBe(false);
});

test('an edit made after seeing a value is later than it, whatever the clock says', () => {
  const seen = createHlcClock({ node: 'z', last: null, now: () => at + 1e9 }).next();
  expect(hlcAfter(seen, 'a') > seen).toBe(true);
  expect(hlcNode(hlcAfter(seen, 'a'))).toBe('a');
});

test('under any clock and any received values, values rise strictly and stay well formed', () => {
  const step = fc.record({ jump: fc.integer({ min: -1e12, max: 1e12 }), receive: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { size: 'max', maxLength: 200 }), (steps) => {
      let now = at;
      const clock = createHlcClock({ node: 'a', last: null, now: () => now });
      let previous = clock.next();
      for (const { jump, receive } of steps) {
        const remote = createHlcClock({ node: 'z', last: null, now: () => now + (jump % 200_000) }).next();
        now += jump;
        const adopted = receive && clock.receive(remote);
        const value = clock.next();
        expect(v.safeParse(hlcSchema, value).success).toBe(true);
        expect(value > previous).toBe(true);
        if (adopted) expect(value > remote).toBe(true);
        previous = value;
      }
    }),
  );
});
