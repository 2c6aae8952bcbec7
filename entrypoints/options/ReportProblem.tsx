import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

interface Props {
  /** Makes the file and saves it; resolves to its name. */
  readonly saveReport: () => Promise<string>;
}

/** Saves a file with versions, states and counts, for whoever is asked for help. */
export function ReportProblem({ saveReport }: Props): JSX.Element {
  const [said, setSaid] = useState('');
  const [busy, setBusy] = useState(false);

  async function save(): Promise<void> {
    setBusy(true);
    setSaid('');
    try {
      setSaid(`Saved ${await saveReport()}. Read it before you send it to anyone.`);
    } catch (cause) {
      console.error('options: the report could not be saved', cause);
      setSaid('The file could not be saved. Try again.');
    } finally {
      setBusy(false);
    }
  }

  return (
    <section class="options-section" aria-labelledby="report">
      <h2 id="report">Something is wrong?</h2>
      <p id="report-content">
        Saves a file that you can send along with a problem: versions, states and counts. It holds no
        messages, titles, agent names, keys or addresses. Nothing is sent anywhere.
      </p>
      <button
        type="button"
        class="button"
        aria-describedby="report-content"
        disabled={busy}
        onClick={() => void save()}
      >
        Report a problem
      </button>
      <p role="status">{said}</p>
    </section>
  );
}
