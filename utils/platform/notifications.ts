import { browser } from 'wxt/browser';

/** What we need of `browser.permissions` and `browser.notifications`; the latter is absent until allowed. */
export interface NotificationsApi {
  readonly permissions: {
    contains(permissions: { permissions: ['notifications'] }): Promise<boolean>;
    request(permissions: { permissions: ['notifications'] }): Promise<boolean>;
    readonly onAdded: { addListener(listener: () => void): void };
  };
  readonly notifications?: NotificationsPart | undefined;
}
interface NotificationsPart {
  create(
    id: string,
    options: { type: 'basic'; iconUrl: string; title: string; message: string },
  ): Promise<string>;
  clear(id: string): Promise<boolean>;
  readonly onClicked: { addListener(listener: (id: string) => void): void };
}

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
  /** Must be called in the worker's first tick. Calls back with the id; what was clicked is taken away. */
  onClick(listener: (id: string) => void): void;
  /** Calls back when the user has allowed something. Must be called in the worker's first tick. */
  onAllowed(listener: () => void): void;
}

/** Browsers take it as a path in the extension. */
const iconUrl = '/icon/128.png';
const wanted: { permissions: ['notifications'] } = { permissions: ['notifications'] };

export function createNotifications(api: NotificationsApi = browser): Notifications {
  const listeners: ((id: string) => void)[] = [];
  let heard = false;
  /** The part is absent until allowed: a worker that runs meanwhile begins to listen then. */
  function listen(): void {
    if (heard || api.notifications === undefined || listeners.length === 0) return;
    heard = true;
    api.notifications.onClicked.addListener((id) => {
      for (const listener of listeners) listener(id);
      api.notifications?.clear(id).catch(report);
    });
  }
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
      listen();
      try {
        await api.notifications.create(id, { type: 'basic', iconUrl, title, message: text });
        return true;
      } catch (cause) {
        report(cause);
        return false;
      }
    },
    onClick(listener) {
      listeners.push(listener);
      listen();
    },
    onAllowed(listener) {
      api.permissions.onAdded.addListener(() => {
        listen();
        listener();
      });
    },
  };
  return own;
}

function report(cause: unknown): void {
  console.error('notifications: the browser refused', cause);
}
