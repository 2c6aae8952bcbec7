import { browser } from 'wxt/browser';
import { defineBackground } from 'wxt/utils/define-background';
import { createRestClient } from '../../utils/letta/rest-client.ts';
import { panelPortName } from '../../utils/messaging/panel-protocol.ts';
import { announceWake } from '../../utils/messaging/wake-channel.ts';
import { createMirrorClient } from '../../utils/mirror/mirror-client.ts';
import { createKeepAwake } from '../../utils/platform/keep-awake.ts';
import { createNotificationClicks } from '../../utils/platform/notification-clicks.ts';
import { openPanelOnAction } from '../../utils/platform/panel-surface.ts';
import { createBackgroundItems } from '../../utils/settings/background-items.ts';
import { onKeepingChanged } from '../../utils/settings/keeping.ts';
import { onSettingsChanged, protectSettings, readSettings } from '../../utils/settings/settings-store.ts';
import { createStoreHandle } from '../../utils/store/open-store.ts';
import { createBrowserPages } from './browser-pages.ts';
import { createBackground } from './create-background.ts';
import { offerSelection } from './selection.ts';

const spillKey = 'not-saved';
const wakeUpAlarm = 'wake-up';
const followUpAlarm = 'follow-up';
/** While changes wait for the mirror, or an answer's end is still to be looked up. */
const wakeUpMinutes = 3;

// Only wiring. Every listener is registered in the worker's first tick: one that comes later misses the
// event that woke it. What the events need is opened by them. No `type: 'module'`: a worker in one file
// wakes twice as fast as one that shares thirty chunks with the panel.
export default defineBackground({
  main() {
    const clicks = createNotificationClicks();
    const background = createBackground({
      store: createStoreHandle(),
      spill: {
        load: async () => (await browser.storage.session.get(spillKey))[spillKey],
        save: (value) => browser.storage.session.set({ [spillKey]: value }),
      },
      items: createBackgroundItems(browser.storage.local),
      readSettings,
      createLetta: ({ baseUrl, apiKey }, facts) =>
        createRestClient({ baseUrl, apiKey, ...(facts === undefined ? {} : { facts }) }),
      createMirror: createMirrorClient,
      async readMirrorTime(mirror) {
        const { createMirrorDesk } = await import('../../utils/mirror/mirror-desk.ts');
        return (await createMirrorDesk(mirror).digest(AbortSignal.timeout(30_000))).now;
      },
      async hasPermission(baseUrl) {
        const { createHostPermission } = await import('../../utils/platform/host-permission.ts');
        return createHostPermission().has(baseUrl);
      },
      pages: createBrowserPages(),
      keepAwake: createKeepAwake(),
      setWakeUp,
      reminding: {
        async show(notification) {
          const { createNotifications } = await import('../../utils/platform/notifications.ts');
          return createNotifications(browser, clicks).show(notification);
        },
        setAlarm: setFollowUpAlarm,
        openTab: (url) => void browser.tabs.create({ url }),
      },
      own: { id: browser.runtime.id, origin: location.origin },
      now: Date.now,
    });

    openPanelOnAction();
    offerSelection();
    browser.runtime.onConnect.addListener((port) => {
      if (port.name === panelPortName) background.accept(port);
      else port.disconnect();
    });
    browser.runtime.onStartup.addListener(background.wake);
    browser.runtime.onInstalled.addListener(background.wake);
    browser.alarms.onAlarm.addListener(background.wake);
    clicks.onClick(background.reminderClicked);
    clicks.onAllowed(background.wake);
    self.addEventListener('online', background.wake);
    // Also the listener that lets `keep-awake`'s own writes keep Firefox's event page alive.
    onSettingsChanged(background.settingsChanged);
    onKeepingChanged(background.keepingChanged);
    protectSettings().catch((error: unknown) => console.error('settings could not be protected', error));
    announceWake();
  },
});

function setWakeUp(wanted: boolean): void {
  if (wanted) void keepAlarm();
  else void browser.alarms.clear(wakeUpAlarm);
}

/** The next follow-up date; set anew at every look, so that it does not matter what a restart forgot. */
function setFollowUpAlarm(at: number | null): void {
  if (at === null) void browser.alarms.clear(followUpAlarm);
  else void browser.alarms.create(followUpAlarm, { when: at });
}

/** An alarm that is created again starts its time again; a busy device would never hear it. */
async function keepAlarm(): Promise<void> {
  if ((await browser.alarms.get(wakeUpAlarm)) !== undefined) return;
  await browser.alarms.create(wakeUpAlarm, { periodInMinutes: wakeUpMinutes });
}
