import type { JSX } from 'preact';
import type { ExportOptions } from '../../utils/chat/export-file.ts';

type Included = Omit<ExportOptions, 'format'>;

interface Props {
  readonly included: Included;
  readonly onChange: (included: Included) => void;
}

/** What goes along beside the words. */
export function IncludeChoices({ included, onChange }: Props): JSX.Element {
  const { reasoning, toolCalls } = included;
  return (
    <fieldset class="export-choices">
      <legend class="export-legend">Include</legend>
      <label class="export-choice">
        <input
          type="checkbox"
          checked={reasoning}
          onChange={() => onChange({ reasoning: !reasoning, toolCalls })}
        />
        Reasoning
      </label>
      <label class="export-choice">
        <input
          type="checkbox"
          checked={toolCalls}
          onChange={() => onChange({ reasoning, toolCalls: !toolCalls })}
        />
        Tool calls
      </label>
    </fieldset>
  );
}
