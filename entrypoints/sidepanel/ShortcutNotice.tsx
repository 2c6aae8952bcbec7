import { useSignal } from '@preact/signals';
import { Notice } from '../../components/status/Notice.tsx';
import type { PanelModel } from './panel-model.ts';

interface Props {
  readonly model: PanelModel;
  readonly openShortcutSettings: () => Promise<'opens' | 'by-hand'>;
}

/** Said once: the browser gave the suggested keys to nobody, or to another extension. Not part of the first screen. */
export function ShortcutNotice({ model, openShortcutSettings }: Props) {
  const byHand = useSignal(false);
  function close(): void {
    model.ports.memory.saveSaid('shortcut');
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
