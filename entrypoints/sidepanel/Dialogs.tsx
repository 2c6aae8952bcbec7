import type { Signal } from '@preact/signals';
import type { SessionSummary } from '../../utils/chat/session.ts';
import { Deferred } from './Deferred.tsx';
import type { PanelModel } from './panel-model.ts';

export type OpenDialog =
  | { readonly name: 'rename'; readonly session: SessionSummary }
  | { readonly name: 'tags'; readonly sessions: readonly SessionSummary[] }
  | { readonly name: 'merge'; readonly sessions: readonly SessionSummary[] }
  | { readonly name: 'import' }
  | { readonly name: 'export' }
  /** Null for all chats. */
  | { readonly name: 'export-chats'; readonly sessionIds: readonly string[] | null };

interface Props {
  readonly model: PanelModel;
  readonly dialog: Signal<OpenDialog | null>;
}

const loadExport = () =>
  import('../../components/export/ExportDialog.tsx').then((module) => module.ExportDialog);
const loadExportChats = () => import('./ExportChatsView.tsx').then((module) => module.ExportChatsView);
const loadRename = () =>
  import('../../components/dialog/RenameDialog.tsx').then((module) => module.RenameDialog);

const loadImport = () => import('./ImportView.tsx').then((module) => module.ImportView);
const loadTags = () => import('../../components/sessions/TagsDialog.tsx').then((module) => module.TagsDialog);

const loadMerge = () =>
  import('../../components/sessions/MergeDialog.tsx').then((module) => module.MergeDialog);

/** The modal dialog that is open, if any. */
export function Dialogs({ model, dialog }: Props) {
  const open = dialog.value;
  function close(): void {
    dialog.value = null;
  }
  if (open?.name === 'rename') {
    return (
      <Deferred
        load={loadRename}
        props={{
          title: open.session.title,
          onRename: (title) => model.rename(open.session.id, title),
          onClose: close,
        }}
      />
    );
  }
  if (open?.name === 'merge') {
    return (
      <Deferred
        load={loadMerge}
        props={{
          chosen: open.sessions,
          readSessions: model.readMergeable,
          onMerge: model.merge,
          onClose: close,
        }}
      />
    );
  }
  if (open?.name === 'tags') {
    return (
      <Deferred
        load={loadTags}
        props={{
          sessions: open.sessions,
          readTags: model.readTags,
          onTags: (tags) =>
            void model.setFields(
              open.sessions.map(({ id }) => id),
              { tags },
            ),
          onClose: close,
        }}
      />
    );
  }
  if (open?.name === 'import') {
    return <Deferred load={loadImport} props={{ model, onClose: close }} />;
  }
  if (open?.name === 'export') {
    return <Deferred load={loadExport} props={{ toFile: model.exportFile, onClose: close }} />;
  }
  if (open?.name === 'export-chats') {
    const { sessionIds } = open;
    return <Deferred load={loadExportChats} props={{ model, sessionIds, onClose: close }} />;
  }
  return null;
}
