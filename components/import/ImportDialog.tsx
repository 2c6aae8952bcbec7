import type { JSX } from 'preact';
import type { ImportState } from '../../utils/chat/import-file.ts';
import { Dialog } from '../dialog/Dialog.tsx';
import { ImportPreviewForm } from './ImportPreviewForm.tsx';
import { ImportLosses } from './ImportLosses.tsx';
import { refusalWords, toReportWords } from './import-words.ts';
import './import-dialog.css';

export interface Props {
  readonly state: ImportState;
  readonly onChoose: (file: File) => void;
  readonly onStart: (sessionIds: readonly string[]) => void;
  readonly onCancel: () => void;
  readonly onUndo: () => void;
  readonly onClose: () => void;
}

/** Takes chats out of a file: choose it, see what is in it, take it in, and take that back. */
export function ImportDialog(props: Props): JSX.Element {
  const { state, onCancel, onClose } = props;
  const busy = state.step === 'reading' || state.step === 'importing';
  return (
    <Dialog name="Import chats" onClose={busy ? onCancel : onClose}>
      <div class="dialog-form import">
        <h2>Import chats</h2>
        <Step {...props} />
      </div>
    </Dialog>
  );
}

function Step(props: Props): JSX.Element {
  const { state } = props;
  switch (state.step) {
    case 'choose':
      return <Choose {...props} trouble={state.trouble === null ? null : refusalWords[state.trouble]} />;
    case 'reading': {
      const { progress } = state;
      const share =
        progress === null || progress.totalBytes === 0 ? null : progress.readBytes / progress.totalBytes;
      const found =
        progress === null || progress.chats === 0
          ? ''
          : `, ${progress.chats.toLocaleString('en')} chats so far`;
      return <Busy {...props} label={`Reading ${state.fileName}${found}`} share={share} />;
    }
    case 'preview':
      return <ImportPreviewForm {...props} fileName={state.fileName} preview={state.preview} />;
    case 'importing': {
      const { written, total } = state;
      const share = total === 0 ? null : Math.min(1, written / total);
      const words = `${written.toLocaleString('en')} of ${total.toLocaleString('en')} messages saved`;
      return <Busy {...props} label={words} share={share} />;
    }
    case 'done':
      return <Done {...props} state={state} />;
  }
}

function Choose({ trouble, onChoose, onClose }: Props & { readonly trouble: string | null }): JSX.Element {
  return (
    <>
      {trouble !== null && (
        <p class="import-trouble" role="alert">
          {trouble}
        </p>
      )}
      <p>
        From TalentScout, ChatGPT, Claude, Open WebUI, LibreChat or Page Assist: the .json or .zip file as you
        downloaded it. First you see what is in it.
      </p>
      <label class="field">
        File
        <input
          type="file"
          class="import-file"
          accept=".json,.zip,application/json,application/zip"
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            if (file !== undefined) onChoose(file);
          }}
        />
      </label>
      <div class="dialog-buttons">
        <button type="button" class="button" onClick={onClose}>
          Close
        </button>
      </div>
    </>
  );
}

/** `share` from 0 to 1; null where nobody can tell. */
function Busy({
  label,
  share,
  onCancel,
}: Props & { readonly label: string; readonly share: number | null }): JSX.Element {
  return (
    <>
      <p class="import-busy" dir="auto">
        {label}
      </p>
      <progress
        class="import-progress"
        aria-label="Progress"
        {...(share === null ? {} : { value: share, max: 1 })}
      />
      <div class="dialog-buttons">
        <button type="button" class="button" onClick={onCancel}>
          Stop
        </button>
      </div>
    </>
  );
}

function Done({
  state: { report, undone },
  onUndo,
  onClose,
}: Props & { readonly state: Extract<ImportState, { readonly step: 'done' }> }): JSX.Element {
  const brought = report.messages > 0 && !undone;
  return (
    <>
      <p role="status">{undone ? 'The import was taken back.' : toReportWords(report)}</p>
      {!undone && report.known > 0 && report.messages > 0 && (
        <p class="import-note">{report.known.toLocaleString('en')} messages were here already.</p>
      )}
      <ImportLosses losses={report.losses} summary="What did not come in" />
      <div class="dialog-buttons">
        {brought && (
          <button type="button" class="button" onClick={onUndo}>
            Undo import
          </button>
        )}
        <button type="button" class="button primary" onClick={onClose}>
          Close
        </button>
      </div>
    </>
  );
}
