import { useEffect, useMemo } from 'preact/hooks';
import { ImportDialog } from '../../components/import/ImportDialog.tsx';
import { plural } from '../../components/import/import-words.ts';
import { createImportModel, createImportWorker } from './import-model.ts';
import type { PanelModel } from './panel-model.ts';

interface Props {
  readonly model: Pick<PanelModel, 'ports' | 'undo' | 'say'>;
  readonly onClose: () => void;
}

/** The import of chats, wired. Its undo is offered in the dialog, and for a while after it. */
export function ImportView({ model, onClose }: Props) {
  const { command, now } = model.ports;
  const task = useMemo(() => createImportModel({ createWorker: createImportWorker, command, now }), []);
  useEffect(() => task.cancel, []);
  function close(): void {
    const brought = task.brought();
    if (brought !== null) {
      const sentence = `${plural(brought.report.chats, 'chat')} imported`;
      model.undo.show({ undoId: brought.undoId, sentence });
      model.say(`${sentence}.`);
    }
    onClose();
  }
  return (
    <ImportDialog
      state={task.state.value}
      onChoose={task.choose}
      onStart={task.start}
      onCancel={task.cancel}
      onUndo={() => void task.undo()}
      onClose={close}
    />
  );
}
