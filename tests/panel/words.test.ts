import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { toGroupLabel } from '../../components/sessions/group-label.ts';
import { toDayLabel } from '../../components/transcript/day-label.ts';
import { isAtEnd, staysStuck } from '../../components/transcript/scroll-place.ts';
import { createUndoModel } from '../../entrypoints/sidepanel/undo-model.ts';
import { toSpokenText } from '../../entrypoints/sidepanel/spoken-text.ts';
import { toStatusLine } from '../../entrypoints/sidepanel/status-model.ts';
import type { BackgroundStatus } from '../../utils/messaging/panel-protocol.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const saved: BackgroundStatus = {
  store: 'saved',
  mirror: 'off',
  waiting: 0,
  failed: 0,
  letta: 'connected',
};

test.each<[Partial<BackgroundStatus>, string]>([
  [{}, 'Saved on this device'],
  [{ mirror: 'mirrored' }, 'Mirrored'],
  [{ mirror: 'waiting', waiting: 0 }, 'Saved on this device'],
  [{ mirror: 'waiting', failed: 1 }, 'Saved on this device, 1 change refused by the mirror'],
  [{ mirror: 'mirrored', waiting: 2 }, '2 changes waiting'],
  [{ mirror: 'mirrored', pulling: 12_500 }, 'Fetching from the mirror, 12,500 changes so far'],
  [{ mirror: 'waiting', waiting: 2, pulling: 12_500 }, '2 changes waiting'],
  [{ mirror: 'offline', pulling: 12_500 }, 'Offline, 0 changes waiting'],
  [{ mirror: 'offline', waiting: 1 }, 'Offline, 1 change waiting'],
  [{ mirror: 'offline', waiting: 12 }, 'Offline, 12 changes waiting'],
  [{ mirror: 'sign-in-needed', waiting: 3 }, 'Mirror: sign-in needed'],
  [{ mirror: 'mirrored', failed: 1 }, 'Mirrored, 1 change refused by the mirror'],
  [{ store: 'not-saved', mirror: 'mirrored' }, 'Not saved on this device'],
])('the status line for %j says "%s"', (status, text) => {
  expect(toStatusLine({ ...saved, ...status }).text).toBe(text);
});

test('before the background has spoken, nothing is claimed of the mirror', () => {
  expect(toStatusLine(null).text).toBe('Saved on this device');
});

test('"Mirrored" is not said of a message that the background has not taken yet', () => {
  expect(toStatusLine({ ...saved, mirror: 'mirrored' }, 0).text).toBe('Mirrored');
  expect(toStatusLine({ ...saved, mirror: 'mirrored' }, 1).text).toBe('1 change waiting');
});

test('the view sticks while text grows, lets go when the reader moves up, and sticks again at the end', () => {
  const end = { scrollTop: 900, clientHeight: 100, scrollHeight: 1000 };
  expect(isAtEnd(end)).toBe(true);
  const grown = { ...end, scrollHeight: 1500 };
  expect(staysStuck({ stuck: true, lastTop: 900, place: grown })).toBe(true);
  expect(staysStuck({ stuck: true, lastTop: 900, place: { ...end, scrollTop: 700 } })).toBe(false);
  expect(staysStuck({ stuck: false, lastTop: 700, place: { ...end, scrollTop: 800 } })).toBe(false);
  expect(staysStuck({ stuck: false, lastTop: 800, place: { ...end, scrollTop: 880 } })).toBe(true);
});

test('days are named as people name them', () => {
  const now = new Date(2026, 10, 22, 0, 30).getTime();
  expect(toDayLabel(new Date(2026, 10, 22, 0, 1).getTime(), now)).toBe('Today');
  expect(toDayLabel(new Date(2026, 10, 21, 23, 59).getTime(), now)).toBe('Yesterday');
  expect(toDayLabel(new Date(2025, 11, 24).getTime(), now)).toBe('December 24, 2025');
  expect(toDayLabel(new Date(2026, 10, 18).getTime(), now)).toBe('Wednesday, November 18');
  expect(toGroupLabel(new Date(2026, 10, 15).getTime(), now)).toBe('Previous 7 days');
  expect(toGroupLabel(new Date(2026, 9, 31).getTime(), now)).toBe('October 2026');
});

test('undo is offered for ten seconds', () => {
  const undo = createUndoModel(Date.now);
  undo.show({ undoId: 'u', sentence: 'Chat cleared' });
  vi.advanceTimersByTime(9_999);
  expect(undo.offer.value).not.toBe(null);
  vi.advanceTimersByTime(1);
  expect(undo.offer.value).toBe(null);
});

test('the time to undo stands still while the pointer is on it, but not beyond what the background keeps', () => {
  const undo = createUndoModel(Date.now);
  undo.show({ undoId: 'u', sentence: 'Chat cleared' });
  vi.advanceTimersByTime(8_000);
  undo.pause();
  vi.advanceTimersByTime(20_000);
  undo.resume();
  vi.advanceTimersByTime(1_999);
  expect(undo.offer.value).not.toBe(null);
  vi.advanceTimersByTime(1);
  expect(undo.offer.value).toBe(null);
  undo.show({ undoId: 'v', sentence: 'Chat cleared' });
  undo.pause();
  vi.advanceTimersByTime(60_000);
  expect(undo.offer.value).toBe(null);
});

test('a voice hears words, not marks', () => {
  const markdown =
    '## Fit\n\n- **Go**: see [repo](https://x.test)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```js\nlet x\n```';
  expect(toSpokenText(markdown)).toBe('Fit\nGo: see repo\na b\n1 2\nlet x');
});

test('of an answer of a million characters a voice says the beginning', () => {
  const spoken = toSpokenText('word '.repeat(200_000));
  expect(spoken).toMatch(/^word word .* word… The rest is in the conversation\.$/);
  expect(spoken.length).toBeLessThan(11_000);
  expect(toSpokenText('x'.repeat(20_000)).length).toBeLessThan(11_000);
});
