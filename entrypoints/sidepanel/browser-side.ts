import { browser } from 'wxt/browser';
import { connectPanel } from '../../utils/messaging/panel-port.ts';
import { createHostPermission } from '../../utils/platform/host-permission.ts';
import { openShortcutSettings, readShortcut, type ShortcutSettings } from '../../utils/platform/shortcut.ts';
import { createPromptItem, onPromptsChanged } from '../../utils/settings/prompts.ts';
import type { Settings } from '../../utils/settings/settings.ts';
import { onSettingsChanged, readSettings } from '../../utils/settings/settings-store.ts';
import { createIntake, type Intake } from './intake.ts';
import { mayComeLate, showLateStart } from './late-start.ts';
import type { PanelModel } from './panel-model.ts';
import type { PanelPorts } from './panel-parts.ts';

/** What a panel needs of the browser beyond its own document. Not part of the first screen, which needs none of it. */
export interface BrowserSide {
  readonly readSettings: () => Promise<Settings>;
  readonly onSettingsChanged: (listener: () => void) => void;
  /** Connects the panel with the background, whose words go into `model`. */
  readonly connect: (model: PanelModel) => ReturnType<typeof connectPanel>;
  /** Must be called in the click's own turn. */
  readonly requestAccess: (baseUrl: string) => Promise<boolean>;
  readonly readWindowId: () => Promise<number | null>;
  readonly openSettings: () => Promise<void>;
  readonly readShortcut: () => Promise<string>;
  readonly openShortcutSettings: () => Promise<ShortcutSettings>;
  readonly promptEdits: Awaited<ReturnType<PanelPorts['promptEdits']>>;
  /** Here because hardly any panel needs them. */
  readonly mayComeLate: typeof mayComeLate;
  readonly showLateStart: typeof showLateStart;
}

export function createBrowserSide(): BrowserSide {
  const permission = createHostPermission();
  return {
    readSettings,
    onSettingsChanged,
    connect(model) {
      const { onEvent }: Intake = createIntake(model);
      return connectPanel({ onEvent, onDown: () => {}, toWatch: model.temporary.toWatch });
    },
    requestAccess: (baseUrl) => permission.request([baseUrl]),
    readWindowId: async () => (await browser.windows.getCurrent().catch(() => null))?.id ?? null,
    openSettings: () => browser.runtime.openOptionsPage(),
    readShortcut: () => readShortcut(),
    openShortcutSettings: () => openShortcutSettings(),
    promptEdits: { read: createPromptItem().read, onChanged: onPromptsChanged },
    mayComeLate,
    showLateStart,
  };
}
