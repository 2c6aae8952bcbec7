import type { JSX } from 'preact';
import { useErrorBoundary, useMemo, useRef, useState } from 'preact/hooks';
import { usePace } from './use-pace.ts';
import { MarkdownSection, sectionSize } from './MarkdownSection.tsx';
import { emptySplit, splitBlocks } from './split-blocks.ts';

interface Props {
  readonly text: string;
  /** True while more of it may come: its end is then drawn as if its open marks were closed. */
  readonly live: boolean;
}

/** Blocks beyond this many, or beyond this weight, are drawn only when asked for. */
const firstBlocks = 600;
const firstWeight = 200_000;

function countShown(weights: readonly number[]): number {
  let sum = 0;
  const end = weights.findIndex((weight, index) => {
    sum += weight;
    return index >= firstBlocks || (index > 0 && sum > firstWeight);
  });
  return end === -1 ? weights.length : end;
}

function Blocks({ text: newest, live }: Props): JSX.Element {
  const before = useRef(emptySplit);
  const text = usePace(newest, live ? before.current.text.length - before.current.openAt : 0);
  const [all, setAll] = useState(false);
  // A finished text is read once as a whole, so that it never depends on how its pieces came.
  const split = useMemo(() => splitBlocks(text, live ? before.current : emptySplit), [text, live]);
  before.current = split;
  const shown = all ? split.raws.length : countShown(split.weights);
  return (
    <div class="md">
      {Array.from({ length: Math.ceil(shown / sectionSize) }, (_none, index) => {
        const end = Math.min(shown, (index + 1) * sectionSize);
        const raws = split.raws.slice(index * sectionSize, end);
        const open = live && end === split.raws.length;
        return <MarkdownSection key={index} raws={raws} links={split.links} open={open} />;
      })}
      {shown < split.raws.length && (
        <button type="button" class="small-button" onClick={() => setAll(true)}>
          Show the rest of this answer
        </button>
      )}
    </div>
  );
}

/** An agent's text as Markdown. Whatever goes wrong in drawing it, the text itself stays readable. */
export function MarkdownText(props: Props): JSX.Element {
  const error: unknown = useErrorBoundary()[0];
  if (error !== undefined)
    return (
      <p class="md-raw" dir="auto">
        {props.text}
      </p>
    );
  return <Blocks {...props} />;
}
