import { expect, test } from 'vitest';
import { savedPostingIdOf } from '../../utils/chat/saved-posting.ts';
import { toLocalDay, toTimeOfDay } from '../../utils/std/local-day.ts';
import type { Device } from '../fakes/device.ts';
import type { Screen } from '../fakes/screen.ts';
import { factsOf } from '../saved/saved-samples.ts';
import { openDevice, openMirror } from './setup.ts';

const dayMs = 86_400_000;
const inDays = (days: number): string => toLocalDay(Date.now() + days * dayMs);
/** Moves the worker's clock to an hour of a day from now. */
function goTo(device: Device, days: number, hour: number): void {
  device.laterMs = toTimeOfDay(inDays(days), hour) - Date.now();
}

async function save(screen: Screen, name: string, followUpOn: string | null): Promise<string> {
  const facts = factsOf(name);
  const postingId = savedPostingIdOf(facts.key);
  await screen.command({
    type: 'set-saved-posting',
    postingId,
    fields: { 'job.saved': true, 'job.facts': facts, 'job.follow-up-on': followUpOn },
  });
  return postingId;
}
const titles = (device: Device): string[] => device.reminders.shown.map(({ title }) => title);
const settled = (screen: Screen, device: Device, count: number): Promise<unknown> =>
  screen.until(() => device.reminders.shown.length >= count, `${count} reminders`);
/** Long enough for a look at the dates. */
const aWhile = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 60));

test('on the day, from nine on, the browser reminds once, also after the worker died', async () => {
  const device = openDevice({});
  device.reminders.allowed = true;
  goTo(device, 0, 7);
  const screen = await device.open();
  await save(screen, 'a', inDays(2));
  await screen.until(() => device.reminders.alarmAt === toTimeOfDay(inDays(2), 9), 'the alarm');
  expect(titles(device)).toEqual([]);
  device.kill();
  goTo(device, 2, 9);
  device.wake();
  await settled(screen, device, 1);
  expect(device.reminders.shown).toEqual([
    {
      id: expect.stringContaining('follow-up:'),
      title: 'Follow up: Engineer a',
      text: 'Acme, Oslo. You planned it for today.',
    },
  ]);
  device.kill();
  goTo(device, 2, 18);
  device.wake();
  await aWhile();
  expect(titles(device)).toHaveLength(1);
  expect(device.reminders.alarmAt).toBe(null);
});

test('a browser that was closed on the day says so later; what is long past stays in the list', async () => {
  const device = openDevice({});
  device.reminders.allowed = true;
  goTo(device, 0, 7);
  const screen = await device.open();
  await save(screen, 'late', inDays(1));
  await save(screen, 'long past', inDays(-40));
  device.kill();
  goTo(device, 4, 10);
  device.wake();
  await settled(screen, device, 1);
  await aWhile();
  expect(device.reminders.shown.map(({ text }) => text)).toEqual([
    `Acme, Oslo. You planned it for ${inDays(1)}.`,
  ]);
});

test('a new date reminds anew; a closed or removed posting does not', async () => {
  const device = openDevice({});
  device.reminders.allowed = true;
  goTo(device, 0, 10);
  const screen = await device.open();
  const id = await save(screen, 'a', inDays(0));
  await settled(screen, device, 1);
  await screen.command({
    type: 'set-saved-posting',
    postingId: id,
    fields: { 'job.follow-up-on': inDays(1) },
  });
  const closed = await save(screen, 'b', inDays(1));
  await screen.command({ type: 'set-saved-posting', postingId: closed, fields: { 'job.status': 'closed' } });
  const removed = await save(screen, 'c', inDays(1));
  await screen.command({ type: 'set-saved-posting', postingId: removed, fields: { 'job.saved': false } });
  goTo(device, 1, 9);
  device.wake();
  await settled(screen, device, 2);
  await aWhile();
  expect(titles(device)).toEqual(['Follow up: Engineer a', 'Follow up: Engineer a']);
});

test('without the browser’s leave nothing is lost: the reminder comes once it is given', async () => {
  const device = openDevice({});
  goTo(device, 0, 10);
  const screen = await device.open();
  await save(screen, 'a', inDays(0));
  await aWhile();
  expect(titles(device)).toEqual([]);
  device.reminders.allowed = true;
  device.wake();
  await settled(screen, device, 1);
});

test('many at once are one notification', async () => {
  const device = openDevice({});
  goTo(device, 0, 10);
  const screen = await device.open();
  for (const name of ['a', 'b', 'c', 'd']) await save(screen, name, inDays(0));
  device.reminders.allowed = true;
  device.wake();
  await settled(screen, device, 1);
  await aWhile();
  expect(titles(device)).toEqual(['4 follow-ups are due']);
});

test('a click opens the posting in a tab, and the list where it has no web address', async () => {
  const device = openDevice({});
  const screen = await device.open();
  const id = await save(screen, 'a', null);
  const facts = factsOf('odd', { url: 'javascript:alert(1)' });
  const odd = savedPostingIdOf(facts.key);
  await screen.command({
    type: 'set-saved-posting',
    postingId: odd,
    fields: { 'job.saved': true, 'job.facts': facts },
  });
  for (const clicked of [`follow-up:${id}`, `follow-up:${odd}`, 'follow-ups']) device.clickReminder(clicked);
  await screen.until(() => device.reminders.opened.length === 3);
  expect(device.reminders.opened.toSorted()).toEqual(
    ['https://jobs.example/a', '/sidepanel.html#saved', '/sidepanel.html#saved'].toSorted(),
  );
});

test('a date set on one device reminds on the other, where that is allowed', async () => {
  const mirror = await openMirror();
  const [desk, laptop] = [openDevice({ mirror: mirror.settings }), openDevice({ mirror: mirror.settings })];
  laptop.reminders.allowed = true;
  goTo(desk, 0, 10);
  goTo(laptop, 0, 10);
  const [there, here] = [await laptop.open(), await desk.open()];
  await save(here, 'a', inDays(0));
  await desk.idle();
  await laptop.idle();
  await settled(there, laptop, 1);
  expect(titles(desk)).toEqual([]);
});
