import { daysDue } from '../../utils/chat/posting-due.ts';
import type { SavedPosting } from '../../utils/chat/saved-posting.ts';
import type { Notifications } from '../../utils/platform/notifications.ts';
import type { BackgroundItems } from '../../utils/settings/background-items.ts';
import { toLocalDay, toTimeOfDay } from '../../utils/std/local-day.ts';
import { toSafeLink } from '../../utils/std/safe-link.ts';
import type { StoreHandle } from '../../utils/store/open-store.ts';
import { listPostings, readPosting } from '../../utils/store/posting-rows.ts';

/** From which hour on, in the user's time, a day's follow-ups are told. */
const hour = 9;
/** What was missed longer ago is only in the list: a new device must not tell of a whole year. */
const mostDaysLate = 7;
/** More than these at once are told together. */
const mostApart = 3;
const idPrefix = 'follow-up:';
const listPage = '/sidepanel.html#saved';

/** What reminders need of the browser. */
export interface RemindingPorts {
  readonly show: Notifications['show'];
  /** Wakes the worker at that time (epoch ms), or (null) not for this. */
  readonly setAlarm: (at: number | null) => void;
  /** Opens a page in a new tab, because the user clicked. */
  readonly openTab: (url: string) => void;
}

/** Tells of the follow-up dates of saved postings, on this device, where the user allowed it. */
export interface Reminders {
  /** Tells what is due and was not told yet, and sets the alarm for what comes next. */
  check(): Promise<void>;
  /** The user clicked a notification: its posting is opened, or the list. */
  clicked(notificationId: string): Promise<void>;
}

export interface RemindersOptions {
  readonly store: Pick<StoreHandle, 'db'>;
  readonly told: BackgroundItems['reminded'];
  readonly ports: RemindingPorts;
  readonly now: () => number;
}

export function createReminders({ store, told, ports, now }: RemindersOptions): Reminders {
  async function look(): Promise<void> {
    const postings = await listPostings(await store.db());
    const today = postings.filter((posting) => isDue(posting, now()));
    const before = today.length === 0 ? {} : await told.read();
    const due = today.filter(({ id, followUpOn }) => before[id] !== followUpOn);
    const shown = due.length > 0 && (await tell(due, ports.show, toLocalDay(now())));
    if (shown) {
      const fresh = Object.fromEntries(due.map(({ id, followUpOn }) => [id, followUpOn ?? '']));
      // Of postings that were taken off the list nothing is kept.
      const known = new Set(postings.map(({ id }) => id));
      await told.update((all) =>
        Object.fromEntries(Object.entries({ ...all, ...fresh }).filter(([id]) => known.has(id))),
      );
    }
    ports.setAlarm(nextOf(postings, now()));
  }
  return {
    check: look,
    async clicked(notificationId) {
      const id = notificationId.startsWith(idPrefix) ? notificationId.slice(idPrefix.length) : '';
      const posting = id === '' ? null : await readPosting(await store.db(), id).catch(() => null);
      const link = posting === null ? null : toSafeLink(posting.facts.url);
      ports.openTab(link === null || link.host === '' ? listPage : link.href);
    },
  };
}

function isDue(posting: SavedPosting, now: number): boolean {
  const days = daysDue(posting, toLocalDay(now));
  if (days === null || days < 0 || days > mostDaysLate) return false;
  return now >= toTimeOfDay(posting.followUpOn ?? '', hour);
}

/** When the next date is to be told (epoch ms); null where none is planned. */
function nextOf(postings: readonly SavedPosting[], now: number): number | null {
  const times = postings
    .filter((posting) => daysDue(posting, toLocalDay(now)) !== null)
    .map(({ followUpOn }) => toTimeOfDay(followUpOn ?? '', hour))
    .filter((at) => at > now);
  return times.length === 0 ? null : Math.min(...times);
}

/** True once they were shown; false where the user has not allowed it. */
async function tell(
  due: readonly SavedPosting[],
  show: RemindingPorts['show'],
  today: string,
): Promise<boolean> {
  if (due.length > mostApart) {
    const titles = due.map(toTitle).join(', ');
    return show({ id: 'follow-ups', title: `${due.length} follow-ups are due`, text: titles.slice(0, 200) });
  }
  const shown = await Promise.all(
    due.map((posting) =>
      show({
        id: `${idPrefix}${posting.id}`,
        title: `Follow up: ${toTitle(posting)}`,
        text: toText(posting, today),
      }),
    ),
  );
  return shown.includes(true);
}

function toTitle({ facts }: SavedPosting): string {
  const title = facts.title === '' ? 'a saved posting' : facts.title;
  return title.slice(0, 100);
}

function toText(posting: SavedPosting, today: string): string {
  const { facts, followUpOn } = posting;
  const where = [facts.company, facts.place].filter((part) => part !== '').join(', ');
  const when = followUpOn === today ? 'You planned it for today.' : `You planned it for ${followUpOn ?? ''}.`;
  return where === '' ? when : `${where.slice(0, 150)}. ${when}`;
}
