import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

interface Props {
  readonly text: string;
  /** How many characters are drawn at first. */
  readonly first: number;
}

/** Characters that are laid out in one go. */
const runLength = 5_000;

/** Plain words without a paragraph's end in sight: the rest of them when asked for, in runs that are laid out in sight only. */
export function LongText({ text, first }: Props): JSX.Element {
  const [all, setAll] = useState(false);
  if (all) {
    return (
      <>
        {toRuns(text).map((run, index) => (
          <span key={index} class="md-run">
            {run}
          </span>
        ))}
      </>
    );
  }
  return (
    <>
      {text.slice(0, toCut(text, first))}{' '}
      <button type="button" class="small-button" onClick={() => setAll(true)}>
        Show all {text.length.toLocaleString('en')} characters
      </button>
    </>
  );
}

function toRuns(text: string): readonly string[] {
  const runs: string[] = [];
  for (let at = 0; at < text.length;) {
    const length = toCut(text.slice(at, at + runLength + 1), runLength);
    runs.push(text.slice(at, at + length));
    at += length;
  }
  return runs;
}

/** Where to cut so that no word is, or at least no character of two units. */
function toCut(text: string, most: number): number {
  if (text.length <= most) return text.length;
  const space = text.lastIndexOf(' ', most - 1);
  if (space > most / 2) return space + 1;
  return /[\uD800-\uDBFF]/.test(text.charAt(most - 1)) ? most - 1 : most;
}
