import { describe, expect, test } from 'vitest';
import { expiryOf } from '../../utils/retention/expiry.ts';
import { dayMs } from '../../utils/std/day-ms.ts';
import { judgeClock } from '../../utils/retention/judge-clock.ts';

const start = Date.UTC(2026, 0, 1);
const chat = { pinned: false, tags: ['Acme', 'old'], lastAt: start };
const rules = { days: 30, tags: [], changedAt: 0 };

describe('how long a chat is kept', () => {
  const tagged = (...days: number[]) => ({
    ...rules,
    tags: days.map((each, index) => ({ tag: index === 0 ? 'Acme' : 'old', days: each })),
  });
  test.each([
    ['as long as all chats', chat, rules, start + 30 * dayMs],
    ['for ever where nothing was set', chat, { ...rules, days: 0 }, null],
    ['for ever when it is pinned', { ...chat, pinned: true }, tagged(1), null],
    ['as its tag says, not as all chats', chat, tagged(3), start + 3 * dayMs],
    ['as the longest of its tags says', chat, tagged(3, 90), start + 90 * dayMs],
    ['for ever where one of its tags says so', chat, tagged(3, 0), null],
    ['by tag also where other chats stay for ever', chat, { ...tagged(3), days: 0 }, start + 3 * dayMs],
    ['a day longer than a new rule', chat, { ...rules, changedAt: start + 90 * dayMs }, start + 91 * dayMs],
  ])('%s', (_name, session, kept, expected) => {
    expect(expiryOf(session, kept)).toBe(expected);
  });

  test('anew once it came back from the bin', () => {
    expect(expiryOf(chat, rules, start + 100 * dayMs)).toBe(start + 130 * dayMs);
  });
});

describe('a clock', () => {
  const steady = { seenAt: start, heldSince: null };
  const look = (memory: Parameters<typeof judgeClock>[0], now: number, mirrorAt: number | null = null) =>
    judgeClock(memory, { now, newestAt: start, mirrorAt });

  test('that goes on day by day is trusted', () => {
    expect(look(steady, start + 2 * dayMs).trusted).toBe(true);
  });

  test('that is years ahead is not, until it has gone on so for a week', () => {
    const ahead = start + 3 * 365 * dayMs;
    let { memory, trusted } = look(steady, ahead);
    expect(trusted).toBe(false);
    for (let day = 1; day < 7; day += 1) {
      ({ memory, trusted } = look(memory, ahead + day * dayMs));
      expect(trusted, `day ${day}`).toBe(false);
    }
    expect(look(memory, ahead + 7 * dayMs).trusted).toBe(true);
  });

  test('that was put right again is not trusted at once either', () => {
    const ahead = look(steady, start + 900 * dayMs);
    expect(look(ahead.memory, start + dayMs).trusted).toBe(false);
  });

  test('is believed where the mirror agrees, and not where it does not', () => {
    const away = start + 60 * dayMs;
    expect(look(steady, away, away - 60_000).trusted).toBe(true);
    expect(look(steady, start + dayMs, start - 5 * dayMs).trusted).toBe(false);
  });

  test('of a new profile is measured by its newest message', () => {
    expect(look(null, start + dayMs).trusted).toBe(true);
    expect(look(null, start + 400 * dayMs).trusted).toBe(false);
  });
});
