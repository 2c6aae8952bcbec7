import type { JSX } from 'preact';
import type { ReasoningPart } from '../../utils/chat/message.ts';

interface Props {
  readonly part: Readonly<ReasoningPart>;
  /** True while the agent is still at it. */
  readonly live: boolean;
}

function toSummary(part: Readonly<ReasoningPart>, live: boolean): string {
  if (live) return 'Thinking…';
  if (part.startedAt === null || part.endedAt === null) return 'Reasoning';
  const seconds = Math.round((part.endedAt - part.startedAt) / 1000);
  if (seconds < 1) return 'Thought for a moment';
  return seconds < 90 ? `Thought for ${seconds} s` : `Thought for ${Math.round(seconds / 60)} min`;
}

/** What the agent thought, folded away. */
export function ReasoningGroup({ part, live }: Props): JSX.Element {
  return (
    <details class="fold" role="group" aria-label="Reasoning">
      <summary>{toSummary(part, live)}</summary>
      <div class="fold-body fold-text" dir="auto">
        {part.text}
      </div>
    </details>
  );
}
