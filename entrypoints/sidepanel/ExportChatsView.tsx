import { useEffect, useMemo } from 'preact/hooks';
import { downloadBlob } from '../../components/export/download.ts';
import { ExportChatsDialog } from '../../components/export/ExportChatsDialog.tsx';
import { toDay } from '../../utils/export/export-words.ts';
import { createExportModel, createExportWorker } from './export-model.ts';
import type { PanelModel } from './panel-model.ts';

interface Props {
  readonly model: Pick<PanelModel, 'ports' | 'session' | 'temporary'>;
  /** Null for all chats. */
  readonly sessionIds: readonly string[] | null;
  readonly onClose: () => void;
}

/** The export of several chats, wired. */
export function ExportChatsView({ model, sessionIds, onClose }: Props) {
  const task = useMemo(
    () =>
      createExportModel(
        {
          sessionIds, // A temporary chat goes into no file that it was not asked into.
          unsaved: model.temporary.current.value ? [] : model.session.unsaved.value,
        },
        { createWorker: createExportWorker, save: downloadBlob, day: () => toDay(model.ports.now()) },
      ),
    [],
  );
  useEffect(() => task.cancel, []);
  return (
    <ExportChatsDialog
      count={sessionIds?.length ?? null}
      state={task.state.value}
      onStart={task.start}
      onCancel={task.cancel}
      onClose={onClose}
    />
  );
}
