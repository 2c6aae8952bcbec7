import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ToolPart } from '../../utils/chat/message.ts';
import { type PageToolName, toPageTool } from '../../utils/chat/page-tool.ts';
import type { ApprovalDecision } from '../../utils/chat/turn.ts';
import type { PageToRead } from './page-to-read.ts';

export interface PageApprovalActs {
  /** Undefined while nobody can be told, as after the turn has ended. */
  readonly decide: ((decisions: ApprovalDecision[]) => void) | undefined;
  /** Asks the browser for the right to read a site; called straight from the click. */
  readonly grant: ((origin: string) => Promise<boolean>) | undefined;
}

interface Props extends PageApprovalActs {
  readonly part: Readonly<ToolPart>;
  readonly agent: string;
  /** Null while it is not known. */
  readonly page: PageToRead | null;
}

type Scope = NonNullable<ApprovalDecision['scope']>;

const wishes: Record<PageToolName, string> = {
  read_job_page: 'the job page in this tab',
  read_selection: 'the text that you selected in this tab',
};

/** An approval of the page that was named, and of no other. */
export function toPageDecision(callId: string, page: PageToRead | null, scope: Scope): ApprovalDecision {
  const tab = page === null || page.tabId === null ? {} : { tab: { tabId: page.tabId, origin: page.origin } };
  return { callId, approve: true, reason: '', scope, ...tab };
}

/**
 * Makes sure that the browser lets us read the page; must be called in the click's own turn. An approval that
 * reaches further than this once also asks where we may read only until the tab goes on.
 */
export async function openPage(
  { page, scope }: { readonly page: PageToRead | null; readonly scope: Scope },
  grant: PageApprovalActs['grant'],
): Promise<boolean> {
  if (page === null || page.origin === null || grant === undefined) return true;
  if (page.access === 'open' && scope === 'once') return true;
  const granted = await grant(page.origin);
  return granted || page.access === 'open';
}

function Place({ page }: { readonly page: PageToRead | null }): JSX.Element | null {
  if (page === null || page.tabId === null) return null;
  const host = page.origin === null ? '' : new URL(page.origin).host;
  if (page.title === '' && host === '') return null;
  return (
    <p class="approval-page">
      {page.title !== '' && <span dir="auto">{page.title}</span>}
      {host !== '' && <span class="approval-host">{host}</span>}
    </p>
  );
}

function Hint({ page, refused }: { readonly page: PageToRead | null; readonly refused: boolean }) {
  const words = refused
    ? 'Your browser did not allow it. Approve again, or deny.'
    : page?.access === 'ask'
      ? 'Your browser will ask whether TalentScout may read this site.'
      : page?.access === 'hidden'
        ? 'To let this page be read, press the TalentScout button in the toolbar while it is open.'
        : page?.access === 'closed'
          ? 'This page cannot be read by extensions. Switch to the posting’s tab first, or deny.'
          : '';
  return words === '' ? null : (
    <p class="approval-note" role={refused ? 'alert' : undefined}>
      {words}
    </p>
  );
}

/** A call of one of our own tools, in words: what would be read, and how far an approval reaches. */
export function PageApproval({ part, agent, page, decide, grant }: Props): JSX.Element {
  const [refused, setRefused] = useState(false);
  const tool = toPageTool(part.name) ?? 'read_job_page';
  function approve(scope: Scope): void {
    setRefused(false);
    void openPage({ page, scope }, grant).then((opened) => {
      if (opened) decide?.([toPageDecision(part.callId, page, scope)]);
      else setRefused(true);
    });
  }
  return (
    <div class="approval" role="group" aria-label="Approval needed">
      <p class="approval-title">
        {agent} wants to read {wishes[tool]}
      </p>
      <Place page={page} />
      {decide !== undefined && <Hint page={page} refused={refused} />}
      {decide !== undefined && (
        <div class="approval-row">
          <button type="button" class="button primary" onClick={() => approve('once')}>
            Approve
          </button>
          <button
            type="button"
            class="button"
            onClick={() => decide([{ callId: part.callId, approve: false, reason: '' }])}
          >
            Deny
          </button>
          {page !== null && page.origin !== null && (
            <button type="button" class="button" onClick={() => approve('site')}>
              Always on this site
            </button>
          )}
          <button type="button" class="button" title="On every site" onClick={() => approve('always')}>
            Always
          </button>
        </div>
      )}
    </div>
  );
}
