import type { Signal } from '@preact/signals';
import type { SessionSummary } from '../../utils/chat/session.ts';
import { Deferred } from '../../components/late/Deferred.tsx';
import { createLate } from '../../components/late/late.ts';
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

const lateExport = createLate(() =>
  import('../../components/export/ExportDialog.tsx').then((module) => module.ExportDialog),
);
const lateExportChats = createLate(() =>
  import('./ExportChatsView.tsx').then((module) => module.ExportChatsView),
);
const lateRename = createLate(() =>
  import('../../components/dialog/RenameDialog.tsx').then((module) => module.RenameDialog),
);

const lateImport = createLate(() => import('./ImportView.tsx').then((module) => module.ImportView));
const lateTags = createLate(() =>
  import('../../components/sessions/TagsDialog.tsx').then((module) => module.TagsDialog),
);

const lateMerge = createLate(() =>
  import('../../components/sessions/MergeDialog.tsx').then((module) => module.MergeDialog),
);

/** The modal dialog that is open, if any. */
export function Dialogs({ model, dialog }: Props) {
  const open = dialog.value;
  function close(): void {
    dialog.value = null;
  }
  if (open?.name === 'rename') {
    return (
      <Deferred
        late={lateRename}
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
        late={lateMerge}
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
        late={lateTags}
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
    return <Deferred late={lateImport} props={{ model, onClose: close }} />;
  }
  if (open?.name === 'export') {
    return <Deferred late={lateExport} props={{ toFile: model.exportFile, onClose: close }} />;
  }
  if (open?.name === 'export-chats') {
    const { sessionIds } = open;
    return <Deferred late={lateExportChats} props={{ model, sessionIds, onClose: close }} />;
  }
  return null;
}
