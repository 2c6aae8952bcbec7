import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ToolPart } from '../../utils/chat/message.ts';
import { toPageTool } from '../../utils/chat/page-tool.ts';
import { openPage, PageApproval, type PageApprovalActs, toPageDecision } from './PageApproval.tsx';
import type { PageToRead } from './page-to-read.ts';
import { ToolText } from './ToolGroup.tsx';

interface Props extends PageApprovalActs {
  /** The tool calls that wait, all of one turn. */
  readonly parts: readonly Readonly<ToolPart>[];
  readonly agent: string;
  /** The page that our own tools would read; a signal, so that the approval names the tab of this moment. */
  readonly page: { readonly value: PageToRead | null } | undefined;
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
 * The calls that wait for the user. Letta takes the answers to all of a step in one request only, so those
 * to its own tools are collected here and handed over together with the last one. Our own tools begin to
 * read at once; their results wait in the background.
 */
export function ApprovalGroups({ parts, agent, page, decide, grant }: Props): JSX.Element {
  const [chosen, setChosen] = useState<ReadonlyMap<string, boolean>>(new Map());
  const foreign = parts.filter(({ name }) => toPageTool(name) === null);
  const settle = (next: ReadonlyMap<string, boolean>): void => {
    setChosen(next);
    const decisions = foreign.flatMap(({ callId }) => {
      const approve = next.get(callId);
      return approve === undefined ? [] : [{ callId, approve, reason: '' }];
    });
    if (decisions.length > 0 && decisions.length === foreign.length) decide?.(decisions);
  };
  const settleAll = (approve: boolean): void => {
    const shown = page?.value ?? null;
    const own = parts.filter((part) => !foreign.includes(part));
    const once = { page: shown, scope: 'once' } as const;
    // Asked for in the click's own turn; what the browser does not allow goes on waiting.
    const opened = approve && own.length > 0 ? openPage(once, grant) : Promise.resolve(true);
    settle(new Map(foreign.map(({ callId }) => [callId, approve])));
    void opened.then((open) => {
      if (!open || own.length === 0) return;
      decide?.(
        own.map(({ callId }) =>
          approve ? toPageDecision(callId, shown, 'once') : { callId, approve, reason: '' },
        ),
      );
    });
  };
  const missing = foreign.some(({ callId }) => !chosen.has(callId));
  return (
    <>
      {parts.map((part) =>
        foreign.includes(part) ? (
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
        ) : (
          <PageApproval
            key={part.callId}
            part={part}
            agent={agent}
            page={page?.value ?? null}
            decide={decide}
            grant={grant}
          />
        ),
      )}
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
