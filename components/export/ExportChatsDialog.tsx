import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ArchiveOptions, ArchiveState, ExportFormat } from '../../utils/chat/export-file.ts';
import { Dialog } from '../dialog/Dialog.tsx';
import { formats } from './formats.ts';
import { IncludeChoices } from './IncludeChoices.tsx';
import './export-dialog.css';

interface Props {
  /** How many chats; null for all there are. */
  readonly count: number | null;
  readonly state: ArchiveState;
  readonly onStart: (options: ArchiveOptions) => void;
  readonly onCancel: () => void;
  readonly onClose: () => void;
}

/** Exports several chats as one archive. */
export function ExportChatsDialog(props: Props): JSX.Element {
  const { state, onCancel, onClose } = props;
  return (
    <Dialog name="Export chats" onClose={state.step === 'writing' ? onCancel : onClose}>
      <div class="dialog-form">
        <h2>Export chats</h2>
        <Step {...props} />
      </div>
    </Dialog>
  );
}

function Step(props: Props): JSX.Element {
  const { state, onCancel } = props;
  // The choices stay as they were made while the archive is written, and after it failed.
  const [options, setOptions] = useState<ArchiveOptions>({
    formats: formats.map(({ format }) => format),
    reasoning: true,
    toolCalls: true,
  });
  if (state.step === 'done') return <Done {...props} state={state} />;
  if (state.step !== 'writing') return <Choose {...props} options={options} onOptions={setOptions} />;
  const { done, total } = state;
  return (
    <>
      <p class="export-busy">
        {total === null ? 'Reading the list of chats' : `${toWords(done)} of ${toCount(total)} written`}
      </p>
      <progress
        class="export-progress"
        aria-label="Progress"
        {...(total === null || total === 0 ? {} : { value: done, max: total })}
      />
      <div class="dialog-buttons">
        <button type="button" class="button" onClick={onCancel}>
          Stop
        </button>
      </div>
    </>
  );
}

interface ChooseProps extends Props {
  readonly options: ArchiveOptions;
  readonly onOptions: (options: ArchiveOptions) => void;
}

function Choose({ count, state, options, onOptions, onStart, onClose }: ChooseProps): JSX.Element {
  const none = options.formats.length === 0;
  function toggle(format: ExportFormat): void {
    const wanted = (one: ExportFormat): boolean => options.formats.includes(one) !== (one === format);
    onOptions({
      ...options,
      formats: formats.flatMap((each) => (wanted(each.format) ? [each.format] : [])),
    });
  }
  return (
    <form
      class="export-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!none) onStart(options);
      }}
    >
      {state.step === 'failed' && (
        <p class="export-trouble" role="alert">
          The chats could not be exported. Try again, perhaps with fewer chats at once.
        </p>
      )}
      <p>{`${count === null ? 'All chats' : toCount(count)} in one zip file, a file for each chat.`}</p>
      <fieldset class="export-choices">
        <legend class="visually-hidden">Formats</legend>
        {formats.map(({ format, label, hint }) => (
          <label key={format} class="export-choice">
            <input
              type="checkbox"
              aria-label={label}
              checked={options.formats.includes(format)}
              onChange={() => toggle(format)}
            />
            <span>
              <b>{label}</b> <small>{hint}</small>
            </span>
          </label>
        ))}
      </fieldset>
      <IncludeChoices included={options} onChange={(included) => onOptions({ ...options, ...included })} />
      <p class="export-said" role="status">
        {none ? 'Choose at least one format.' : ''}
      </p>
      <div class="dialog-buttons">
        <button type="button" class="button" onClick={onClose}>
          Close
        </button>
        <button type="submit" class="button primary" aria-disabled={none}>
          Download
        </button>
      </div>
    </form>
  );
}

function Done({
  state: { fileName, chats, lost },
  onClose,
}: Props & { readonly state: Extract<ArchiveState, { readonly step: 'done' }> }): JSX.Element {
  return (
    <>
      <p class="export-busy" role="status">
        {chats === 0 ? 'There was no chat to export.' : `${toCount(chats)} saved as ${fileName}.`}
      </p>
      {lost > 0 && (
        <p class="export-trouble" role="alert">
          {`${toCount(lost)} could not be written: too long for one file. ${lost === 1 ? 'It is' : 'They are'} not in the archive.`}
        </p>
      )}
      <div class="dialog-buttons">
        <button type="button" class="button primary" onClick={onClose}>
          Close
        </button>
      </div>
    </>
  );
}

function toWords(count: number): string {
  return count.toLocaleString('en');
}

function toCount(count: number): string {
  return `${toWords(count)} ${count === 1 ? 'chat' : 'chats'}`;
}
