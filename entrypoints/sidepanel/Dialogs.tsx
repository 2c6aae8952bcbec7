import type { Signal } from '@preact/signals';
import { RenameDialog } from '../../components/dialog/RenameDialog.tsx';
import type { SessionSummary } from '../../utils/chat/session.ts';
import type { PanelModel } from './panel-model.ts';

export type OpenDialog =
  | { readonly name: 'rename'; readonly session: SessionSummary }
  | { readonly name: 'export' };

interface Props {
  readonly model: PanelModel;
  readonly dialog: Signal<OpenDialog | null>;
}

/** The modal dialog that is open, if any. */
export function Dialogs({ model, dialog }: Props) {
  const open = dialog.value;
  function close(): void {
    dialog.value = null;
  }
  if (open?.name === 'rename') {
    return (
      <RenameDialog
        title={open.session.title}
        onRename={(title) => model.rename(open.session.id, title)}
        onClose={close}
      />
    );
  }
  return null;
}
