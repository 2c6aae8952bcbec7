import { useEffect, useState } from 'preact/hooks';
import { SetupForm } from '../../components/setup/SetupForm.tsx';
import type { SetupSaved, SetupService } from '../../utils/chat/setup.ts';
import { createSetupClient } from '../../utils/letta/setup-client.ts';
import { createMirrorClient } from '../../utils/mirror/mirror-client.ts';
import { createHostPermission } from '../../utils/platform/host-permission.ts';
import { readSettings, saveSettings } from '../../utils/settings/settings-store.ts';
import { createSetupService } from '../../utils/setup/setup-service.ts';

const service: SetupService = createSetupService({
  permission: createHostPermission(),
  letta: createSetupClient,
  mirror: createMirrorClient,
  readSettings,
  saveSettings,
});

/** The form of the first run, wired. The panel hears of the new settings from the browser's storage. */
export function SetupView() {
  const [saved, setSaved] = useState<Pick<SetupSaved, 'fields' | 'practice'> | null>(null);
  useEffect(() => void service.readFields().then(setSaved), []);
  return saved === null ? null : <SetupForm service={service} saved={saved} mode="first-run" />;
}
