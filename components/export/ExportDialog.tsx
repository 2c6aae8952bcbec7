import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { ExportFile, ExportOptions } from '../../utils/chat/export-file.ts';
import { Dialog } from '../dialog/Dialog.tsx';
import { copyText } from '../message/copy-text.ts';
import { download } from './download.ts';
import { formats } from './formats.ts';
import { IncludeChoices } from './IncludeChoices.tsx';
import { openInTab } from './open-in-tab.ts';
import './export-dialog.css';

interface Props {
  /** Writes the chat as it is now, all of it. */
  readonly toFile: (options: ExportOptions) => Promise<ExportFile>;
  readonly onClose: () => void;
}

interface ChoicesProps {
  readonly options: ExportOptions;
  readonly onChange: (options: ExportOptions) => void;
}

function Choices({ options, onChange }: ChoicesProps): JSX.Element {
  return (
    <>
      <fieldset class="export-choices">
        <legend class="visually-hidden">Format</legend>
        {formats.map(({ format, label, hint }) => (
          <label key={format} class="export-choice">
            <input
              type="radio"
              name="format"
              aria-label={label}
              checked={options.format === format}
              onChange={() => onChange({ ...options, format })}
            />
            <span>
              <b>{label}</b> <small>{hint}</small>
            </span>
          </label>
        ))}
      </fieldset>
      <IncludeChoices included={options} onChange={(included) => onChange({ ...options, ...included })} />
    </>
  );
}

/** Asks what to export a chat as, and downloads, copies or shows it. */
export function ExportDialog({ toFile, onClose }: Props): JSX.Element {
  const [options, setOptions] = useState<ExportOptions>({
    format: 'markdown',
    reasoning: true,
    toolCalls: true,
  });
  const [said, setSaid] = useState('');
  useEffect(() => setSaid(''), [options]);

  async function run(act: (file: ExportFile) => string | Promise<string>): Promise<void> {
    try {
      setSaid(await act(await toFile(options)));
    } catch (cause) {
      console.error('export: the chat could not be written', cause);
      setSaid('The chat could not be exported. Try again.');
    }
  }

  return (
    <Dialog name="Export chat" onClose={onClose}>
      <form class="dialog-form" onSubmit={(event) => event.preventDefault()}>
        <h2>Export chat</h2>
        <Choices options={options} onChange={setOptions} />
        <p class="export-said" role="status">
          {said}
        </p>
        <div class="dialog-buttons">
          <button type="button" class="button" onClick={onClose}>
            Close
          </button>
          <button
            type="button"
            class="button"
            onClick={() =>
              void run(async ({ text }) =>
                (await copyText(text)) ? 'Copied.' : 'The browser did not let us copy.',
              )
            }
          >
            Copy
          </button>
          <button
            type="button"
            class="button"
            onClick={() =>
              void run((file) => {
                openInTab(file);
                return 'Opened in a tab.';
              })
            }
          >
            Open in a tab
          </button>
          <button
            type="button"
            class="button primary"
            onClick={() =>
              void run((file) => {
                download(file);
                return `Saved as ${file.fileName}.`;
              })
            }
          >
            Download
          </button>
        </div>
      </form>
    </Dialog>
  );
}
