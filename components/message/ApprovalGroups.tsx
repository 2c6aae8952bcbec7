import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ToolPart } from '../../utils/chat/message.ts';
import type { ApprovalDecision } from '../../utils/chat/turn.ts';
import { ToolText } from './ToolGroup.tsx';

interface Props {
  /** The tool calls that wait, all of one turn. */
  readonly parts: readonly Readonly<ToolPart>[];
  readonly agent: string;
  /** Undefined while nobody can be told, as after the turn has ended. */
  readonly decide: ((decisions: ApprovalDecision[]) => void) | undefined;
}

interface GroupProps {
  readonly part: Readonly<ToolPart>;
  readonly agent: string;
  readonly chosen: boolean | null;
  readonly others: boolean;
  readonly choose: ((approve: boolean) => void) | null;
}

function ApprovalGroup({ part, agent, chosen, others, choose }: GroupProps): JSX.Element {
  return (
    <div class="approval" role="group" aria-label="Approval needed">
      <p class="approval-title">
        Let {agent} use <code>{part.name}</code>?
      </p>
      <ToolText label="Arguments" text={part.args} />
      {choose !== null && (
        <div class="approval-row">
          <button
            type="button"
            class="button primary"
            aria-pressed={chosen === true}
            onClick={() => choose(true)}
          >
            Approve
          </button>
          <button type="button" class="button" aria-pressed={chosen === false} onClick={() => choose(false)}>
            Deny
          </button>
          {chosen !== null && (
            <span class="approval-note">
              {chosen ? 'Approved' : 'Denied'}
              {others ? ', waiting for your other decisions' : ''}
            </span>
          )}
        </div>
      )}
    </div>
  );
}

/**
 * The calls that wait for the user. Letta takes the answers to all of a step in one request only, so they
 * are collected here and handed over together with the last one.
 */
export function ApprovalGroups({ parts, agent, decide }: Props): JSX.Element {
  const [chosen, setChosen] = useState<ReadonlyMap<string, boolean>>(new Map());
  const settle = (next: ReadonlyMap<string, boolean>): void => {
    setChosen(next);
    const decisions = parts.flatMap(({ callId }) => {
      const approve = next.get(callId);
      return approve === undefined ? [] : [{ callId, approve, reason: '' }];
    });
    if (decisions.length === parts.length) decide?.(decisions);
  };
  const settleAll = (approve: boolean): void => settle(new Map(parts.map(({ callId }) => [callId, approve])));
  const missing = parts.some(({ callId }) => !chosen.has(callId));
  return (
    <>
      {parts.map((part) => (
        <ApprovalGroup
          key={part.callId}
          part={part}
          agent={agent}
          chosen={chosen.get(part.callId) ?? null}
          others={missing}
          choose={
            decide === undefined ? null : (approve) => settle(new Map(chosen).set(part.callId, approve))
          }
        />
      ))}
      {parts.length > 1 && decide !== undefined && (
        <div class="approval-row">
          <button type="button" class="button" onClick={() => settleAll(true)}>
            Approve all
          </button>
          <button type="button" class="button" onClick={() => settleAll(false)}>
            Deny all
          </button>
        </div>
      )}
    </>
  );
}
