import { browser } from 'wxt/browser';
import {
  createNotificationClicks,
  type NotificationClicks,
  type NotificationsApi,
  reportRefused,
} from './notification-clicks.ts';

/** `needs-click`: the browser asks the user only straight after a click. */
export type NotificationAnswer = 'allowed' | 'refused' | 'needs-click';

/** The browser's notifications, which the user allows once, when the first reminder is set. */
export interface Notifications {
  allowed(): Promise<boolean>;
  /** Must be called in the click's own turn. Never rejects. */
  request(): Promise<NotificationAnswer>;
  /** Shows one; false where the user has not allowed it, or the browser refuses. Never rejects. */
  show(notification: {
    readonly id: string;
    readonly title: string;
    readonly text: string;
  }): Promise<boolean>;
}

/** Browsers take it as a path in the extension. */
const iconUrl = '/icon/128.png';
const wanted: { permissions: ['notifications'] } = { permissions: ['notifications'] };

/** `clicks`: what hears of the clicks on what is shown. */
export function createNotifications(
  api: NotificationsApi = browser,
  clicks: Pick<NotificationClicks, 'listen'> = createNotificationClicks(api),
): Notifications {
  const own: Notifications = {
    allowed: () => api.permissions.contains(wanted).catch(() => false),
    async request() {
      try {
        return (await api.permissions.request(wanted)) ? 'allowed' : 'refused';
      } catch (cause) {
        console.info('notifications: could not ask', cause);
        return (await own.allowed()) ? 'allowed' : 'needs-click';
      }
    },
    async show({ id, title, text }) {
      if (api.notifications === undefined || !(await own.allowed())) return false;
      clicks.listen();
      try {
        await api.notifications.create(id, { type: 'basic', iconUrl, title, message: text });
        return true;
      } catch (cause) {
        reportRefused(cause);
        return false;
      }
    },
  };
  return own;
}
