import { useSignal } from '@preact/signals';
import { Alert } from '../../components/status/Alert.tsx';
import { Notice } from '../../components/status/Notice.tsx';
import { StatusLine } from '../../components/status/StatusLine.tsx';
import { toTroubleWords } from '../../components/trouble-words.ts';
import type { PanelModel } from './panel-model.ts';
import type { PanelTrouble } from './panel-parts.ts';
import { toStatusLine } from './status-model.ts';

interface Props {
  readonly model: PanelModel;
  readonly openSettings: () => void;
  readonly openShortcutSettings: () => Promise<'opens' | 'by-hand'>;
}

/** What is wrong, and where everything is saved. */
export function StatusView({ model, openSettings, openShortcutSettings }: Props) {
  const { status, trouble } = model;
  const unsaved = status.value?.store === 'not-saved' || !model.ports.reader.readable.value;
  const line = unsaved
    ? ({ text: 'Not saved on this device', tone: 'trouble' } as const)
    : toStatusLine(status.value);
  return (
    <div class="status">
      {unsaved && (
        <Alert
          sentence="This device refuses to save. Everything is kept in memory while the browser runs."
          act={{ label: 'Try again', onAct: model.saveNow }}
          onClose={null}
        />
      )}
      {trouble.value !== null && (
        <Alert {...toAlert(trouble.value, openSettings)} onClose={() => (trouble.value = null)} />
      )}
      <ShortcutNotice model={model} openShortcutSettings={openShortcutSettings} />
      <StatusLine {...line} />
    </div>
  );
}

function toAlert({ trouble, retry }: PanelTrouble, openSettings: () => void) {
  const { sentence, action, label } = toTroubleWords(trouble);
  const onAct = action === 'open-settings' || action === 'grant-permission' ? openSettings : retry;
  if (action === null || onAct === null) return { sentence, act: null };
  return { sentence, act: { label: action === 'continue' ? 'Try again' : label, onAct } };
}

/** Said once: the browser gave the suggested keys to nobody, or to another extension. */
function ShortcutNotice({ model, openShortcutSettings }: Omit<Props, 'openSettings'>) {
  const byHand = useSignal(false);
  const { memory } = model.ports;
  if (model.shortcut.value !== '' || memory.readSaid('shortcut')) return null;
  function close(): void {
    memory.saveSaid('shortcut');
    model.shortcut.value = null;
  }
  return (
    <Notice
      name="Keyboard shortcut"
      sentence={
        byHand.value
          ? 'Open about:addons, choose the gear, then “Manage Extension Shortcuts”.'
          : 'No keyboard shortcut opens this panel: the browser did not assign Alt+Shift+J.'
      }
      act={
        byHand.value
          ? null
          : {
              label: 'Set shortcut',
              onAct: () =>
                void openShortcutSettings().then((way) => {
                  if (way === 'opens') close();
                  else byHand.value = true;
                }),
            }
      }
      onClose={close}
    />
  );
}
