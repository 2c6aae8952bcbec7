import type { JSX } from 'preact';
import type { ToolPart } from '../../utils/chat/message.ts';
import { toolStateWords, toPretty } from './tool-text.ts';

/** A labelled text inside a tool call: what it was asked, what it said. */
export function ToolText({ label, text }: { label: string; text: string }): JSX.Element | null {
  if (text.trim() === '' || text.trim() === '{}') return null;
  return (
    <>
      <div class="tool-label">{label}</div>
      <pre class="tool-text" tabIndex={0} role="group" aria-label={label} dir="auto">
        {toPretty(text)}
      </pre>
    </>
  );
}

/** A tool call, folded away; its state can be read without opening it. */
export function ToolGroup({ part }: { part: Readonly<ToolPart> }): JSX.Element {
  const empty = part.args.trim() === '' || part.args.trim() === '{}';
  return (
    <details class="fold" role="group" aria-label={`Tool: ${part.name}`}>
      <summary>
        <code>{part.name}</code>{' '}
        <span class={`tool-state tool-${part.state}`}>{toolStateWords[part.state]}</span>
      </summary>
      <div class="fold-body">
        <ToolText label="Arguments" text={part.args} />
        <ToolText label="Result" text={part.result ?? ''} />
        {empty && part.result === null && <p class="tool-label">Nothing to show.</p>}
      </div>
    </details>
  );
}
