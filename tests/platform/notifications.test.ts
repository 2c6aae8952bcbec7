import { expect, test } from 'vitest';
import { createNotificationClicks, type NotificationsApi } from '../../utils/platform/notification-clicks.ts';
import { createNotifications } from '../../utils/platform/notifications.ts';

/** A browser that has no `notifications` until they are allowed. */
function createBrowser({ answer = true, gesture = true } = {}) {
  const created: string[] = [];
  const cleared: string[] = [];
  const clicks: ((id: string) => void)[] = [];
  const added: (() => void)[] = [];
  let allowed = false;
  const part = {
    async create(id: string) {
      created.push(id);
      return id;
    },
    async clear(id: string) {
      cleared.push(id);
      return true;
    },
    onClicked: { addListener: (listener: (id: string) => void) => void clicks.push(listener) },
  };
  const api: NotificationsApi = {
    get notifications() {
      return allowed ? part : undefined;
    },
    permissions: {
      contains: async () => allowed,
      async request() {
        if (!gesture) throw new Error('must be called during a user gesture');
        allowed = answer;
        if (allowed) for (const listener of added) listener();
        return allowed;
      },
      onAdded: { addListener: (listener) => void added.push(listener) },
    },
  };
  return { api, created, cleared, clicks };
}
const one = { id: 'follow-up:1', title: 'Follow up', text: 'Today' };

test('nothing is shown before the user allows it, and then it is, and its click is heard', async () => {
  const { api, created, cleared, clicks } = createBrowser();
  const heardClicks = createNotificationClicks(api);
  const notifications = createNotifications(api, heardClicks);
  const clicked: string[] = [];
  let heard = 0;
  heardClicks.onClick((id) => clicked.push(id));
  heardClicks.onAllowed(() => void (heard += 1));
  expect(await notifications.show(one)).toBe(false);
  expect(await notifications.request()).toBe('allowed');
  expect(heard).toBe(1);
  expect(await notifications.show(one)).toBe(true);
  expect(created).toEqual([one.id]);
  expect(clicks).toHaveLength(1);
  clicks[0]?.(one.id);
  expect(clicked).toEqual([one.id]);
  expect(cleared).toEqual([one.id]);
});

test('a refusal is told apart from a question that needs a click', async () => {
  expect(await createNotifications(createBrowser({ answer: false }).api).request()).toBe('refused');
  expect(await createNotifications(createBrowser({ gesture: false }).api).request()).toBe('needs-click');
});
