import { coalesce } from '../../utils/std/coalesce.ts';
import type { Reminders, RemindersOptions } from './reminders.ts';

/** Reminders whose code is loaded once a saved posting has a date. Neither method ever rejects. */
export function createReminderWatch(options: RemindersOptions): Reminders {
  const { store, ports } = options;
  async function load(): Promise<Reminders> {
    return (await import('./reminders.ts')).createReminders(options);
  }
  async function look(): Promise<void> {
    const rows = await (await store.db()).getAll('postings');
    if (rows.some(({ followUpOn }) => followUpOn !== null)) await (await load()).check();
    else ports.setAlarm(null);
  }
  return {
    check: coalesce(() =>
      look().catch((error: unknown) => console.error('reminders: the dates could not be looked at', error)),
    ),
    clicked: (notificationId) =>
      load()
        .then((reminders) => reminders.clicked(notificationId))
        .catch((error: unknown) => console.error('reminders: a click was not answered', error)),
  };
}
