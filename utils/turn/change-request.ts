import { createId } from '../chat/id.ts';
import { type ApprovalDecision, emptyReply } from '../chat/turn.ts';
import type { LiveTurn } from './live-turn.ts';
import { given, type Step } from './step.ts';

/** Sends the words again together with a denial of what the agent has been waiting for. */
export async function unblock(
  live: LiveTurn,
  findBlockingCalls: () => Promise<readonly string[]>,
): Promise<Step> {
  const callIds = await findBlockingCalls();
  if (callIds.length === 0) return given(live.turn(), 'approval-pending');
  return renew(
    live,
    callIds.map((callId) => ({ callId, approve: false, reason: '' })),
  );
}

/** The server refused the request as it was; the changed one must not be taken for the same. */
export async function renew(live: LiveTurn, decisions: readonly ApprovalDecision[]): Promise<Step> {
  const otid = createId();
  const { cursors } = live.turn().reply;
  await live.change({
    decisions: [...decisions],
    results: [],
    state: 'sending',
    requestId: otid,
    messageOtid: otid,
    reply: { ...emptyReply, cursors },
  });
  return { type: 'send' };
}

/** Answers only the calls that the server keeps; the others will never be carried out. */
export async function narrow(live: LiveTurn, callIds: readonly string[], at: number): Promise<Step> {
  const kept = ({ callId }: { readonly callId: string }): boolean => callIds.includes(callId);
  const { decisions, results = [] } = live.turn();
  for (const { callId } of decisions.filter((one) => !kept(one))) {
    live.fold({ ...givenUp, callId, at }, 'history');
  }
  await live.change({
    decisions: decisions.filter(kept),
    results: results.filter(kept),
    requestId: createId(),
    reply: { ...live.turn().reply, runId: null, stop: null, failure: null },
  });
  return { type: 'send' };
}

const givenUp = {
  type: 'tool-return',
  status: 'error',
  text: 'The agent gave this call up.',
  denied: false,
  runId: null,
  seq: null,
} as const;
