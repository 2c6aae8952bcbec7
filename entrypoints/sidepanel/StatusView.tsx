import { Alert } from '../../components/status/Alert.tsx';
import { StatusLine } from '../../components/status/StatusLine.tsx';
import { Deferred } from '../../components/late/Deferred.tsx';
import { createLate } from '../../components/late/late.ts';
import type { PanelModel } from './panel-model.ts';
import { isOnItsWay } from './shown-messages.ts';
import { toStatusLine } from './status-model.ts';
import { UndoView } from './UndoView.tsx';

interface Props {
  readonly model: PanelModel;
  readonly openSettings: () => void;
  readonly openShortcutSettings: () => Promise<'opens' | 'by-hand'>;
}

const lateTrouble = createLate(() => import('./TroubleAlert.tsx').then((module) => module.TroubleAlert));
const lateShortcut = createLate(() => import('./ShortcutNotice.tsx').then((module) => module.ShortcutNotice));
const lateInsert = createLate(() => import('./InsertView.tsx').then((module) => module.InsertView));

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
      {trouble.value !== null && <Deferred late={lateTrouble} props={{ model, openSettings }} />}
      {insertion !== null && <Deferred late={lateInsert} props={{ model, insertion }} />}
      {model.shortcut.value === '' && !model.ports.memory.readSaid('shortcut') && (
        <Deferred late={lateShortcut} props={{ model, openShortcutSettings }} />
      )}
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
