import { useSignal } from '@preact/signals';
import { Alert } from '../../components/status/Alert.tsx';
import { Notice } from '../../components/status/Notice.tsx';
import { StatusLine } from '../../components/status/StatusLine.tsx';
import { toTroubleWords } from '../../components/trouble-words.ts';
import { Deferred } from './Deferred.tsx';
import type { PanelModel } from './panel-model.ts';
import type { PanelTrouble } from './panel-parts.ts';
import { isOnItsWay } from './shown-messages.ts';
import { toStatusLine } from './status-model.ts';
import { UndoView } from './UndoView.tsx';

interface Props {
  readonly model: PanelModel;
  readonly openSettings: () => void;
  readonly openShortcutSettings: () => Promise<'opens' | 'by-hand'>;
}

const loadInsert = () => import('./InsertView.tsx').then((module) => module.InsertView);

/** What is wrong, and what is worth knowing, above the composer. */
export function AlertsView({ model, openSettings, openShortcutSettings }: Props) {
  const { trouble } = model;
  const insertion = model.insertion.value;
  return (
    <div class="alerts">
      {!model.history.open.value && !model.saved.open.value && !model.bin.open.value && (
        <UndoView model={model} />
      )}
      {isUnsaved(model) && (
        <Alert
          sentence="This device refuses to save. Everything is kept in memory while the browser runs."
          act={{ label: 'Try again', onAct: model.saveNow }}
          onClose={null}
        />
      )}
      {trouble.value !== null && (
        <Alert {...toAlert(model, trouble.value, openSettings)} onClose={() => (trouble.value = null)} />
      )}
      {insertion !== null && <Deferred load={loadInsert} props={{ model, insertion }} />}
      <ShortcutNotice model={model} openShortcutSettings={openShortcutSettings} />
    </div>
  );
}

/** Where everything is saved. */
export function StatusView({ model }: Pick<Props, 'model'>) {
  const line = model.temporary.current.value
    ? ({ text: 'Temporary chat, not saved', tone: 'waiting' } as const)
    : isUnsaved(model)
      ? ({ text: 'Not saved on this device', tone: 'trouble' } as const)
      : toStatusLine(model.status.value, model.session.shown.value.filter(isOnItsWay).length);
  return (
    <div class="status">
      <StatusLine {...line} />
    </div>
  );
}

function isUnsaved({ status, ports }: PanelModel): boolean {
  return status.value?.store === 'not-saved' || !ports.reader.readable.value;
}

function toAlert(model: PanelModel, { trouble, retry }: PanelTrouble, openSettings: () => void) {
  const { sentence, action, label } = toTroubleWords(trouble);
  const acts = { retry, continue: retry, 'open-settings': openSettings, 'grant-permission': grant };
  function grant(): void {
    const letta = model.settings.value?.letta ?? null;
    if (letta === null) openSettings();
    else void model.ports.requestAccess(letta.baseUrl).then((granted) => granted && retry?.());
  }
  const onAct = action === null ? null : acts[action];
  if (onAct === null) return { sentence, act: null };
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
