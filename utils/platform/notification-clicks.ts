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

/** Hears of clicks on the browser's notifications, as soon as the user allows them. */
export interface NotificationClicks {
  /** Begins to listen where that was not possible before. */
  listen(): void;
  /** Must be called in the worker's first tick. Calls back with the id; what was clicked is taken away. */
  onClick(listener: (id: string) => void): void;
  /** Calls back when the user has allowed something. Must be called in the worker's first tick. */
  onAllowed(listener: () => void): void;
}

export function createNotificationClicks(api: NotificationsApi = browser): NotificationClicks {
  const listeners: ((id: string) => void)[] = [];
  let heard = false;
  /** The part is absent until allowed: a worker that runs meanwhile begins to listen then. */
  function listen(): void {
    if (heard || api.notifications === undefined || listeners.length === 0) return;
    heard = true;
    api.notifications.onClicked.addListener((id) => {
      for (const listener of listeners) listener(id);
      api.notifications?.clear(id).catch(reportRefused);
    });
  }
  return {
    listen,
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
}

export function reportRefused(cause: unknown): void {
  console.error('notifications: the browser refused', cause);
}
