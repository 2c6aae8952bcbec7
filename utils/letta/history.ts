import type { TurnEvent } from '../chat/turn-event.ts';
import type { HistoryTurn } from './letta-client.ts';
import { keyOf, toText, toolCallsOf, toolReturnsOf, type LettaMessage } from './letta-message.ts';

/** Messages that share an `id` and belong together in their natural order. */
type Group = readonly LettaMessage[];

/**
 * A page of history in the order of speaking, whatever order it came in: the agent's route gives the
 * newest page ascending, a conversation's route descending by group. `descending` decides where all of
 * the page's dates (whole seconds) are the same.
 */
export function toChronological(page: readonly LettaMessage[], descending: boolean): readonly Group[] {
  const groups: LettaMessage[][] = [];
  for (const message of page) {
    const last = groups.at(-1);
    if (last !== undefined && message.id && last[0]?.id === message.id) last.push(message);
    else groups.push([message]);
  }
  const [first, last] = [dateOf(groups[0]), dateOf(groups.at(-1))];
  const reversed = first === last ? descending : first > last;
  if (reversed) groups.reverse();
  return groups.toSorted((a, b) => dateOf(a) - dateOf(b));
}

function dateOf(group: Group | undefined): number {
  const date = Date.parse(group?.[0]?.date ?? '');
  return Number.isNaN(date) ? 0 : date;
}

/** The user's own words in a user row: what the runtime put between is removed. */
function userTextOf(message: LettaMessage): string {
  return toText(message.content)
    .replaceAll(/<system-reminder>[\s\S]*?<\/system-reminder>/g, '')
    .trim();
}

/** Rows that hold only a reminder of the runtime's do not start a turn; an image without words does. */
function isUserTurn(message: LettaMessage): boolean {
  if (message.message_type !== 'user_message') return false;
  return userTextOf(message) !== '' || toText(message.content).trim() === '';
}

/** True where the history holds the user message that we sent with `otid`. */
export function holdsTurn(groups: readonly Group[], otid: string): boolean {
  return groups.some((group) => group.some((message) => isTurnOf(message, otid)));
}

function isTurnOf(message: LettaMessage, otid: string): boolean {
  return message.message_type === 'user_message' && message.otid === otid;
}

/**
 * What the history (in the order of speaking) says after our user message: whole events up to the next
 * user message, and the calls of the newest request that nobody has answered.
 */
export function toHistoryTurn(groups: readonly Group[], otid: string, at: number): HistoryTurn {
  const messages = groups.flat();
  // The newest: a server without re-attach keeps a second copy of a message that was sent twice.
  const start = messages.findLastIndex((message) => isTurnOf(message, otid));
  if (start === -1) return { found: false, events: [], pendingCallIds: [], newest: false };
  const rest = messages.slice(start + 1);
  const end = rest.findIndex((message) => isUserTurn(message));
  const turn = end === -1 ? rest : rest.slice(0, end);
  return {
    found: true,
    events: turn.flatMap((message) => toWholeEvents(message, turn, at)),
    pendingCallIds: end === -1 ? pendingCallsOf(turn) : [],
    newest: end === -1,
  };
}

function toWholeEvents(
  message: LettaMessage,
  turn: readonly LettaMessage[],
  at: number,
): readonly TurnEvent[] {
  const place = { runId: null, seq: null, at };
  switch (message.message_type) {
    case 'assistant_message':
      return [{ ...place, type: 'text', key: keyOf(message), text: toText(message.content), whole: true }];
    case 'reasoning_message':
      return [
        { ...place, type: 'reasoning', key: keyOf(message), text: message.reasoning ?? '', whole: true },
      ];
    case 'tool_call_message':
    case 'approval_request_message': {
      const approval = message.message_type === 'approval_request_message';
      return toolCallsOf(message).map((call) => ({
        ...place,
        type: 'tool-call',
        ...call,
        approval,
        whole: true,
      }));
    }
    case 'approval_response_message':
      return [
        ...answersOf(message, turn).map((answer): TurnEvent => ({ ...place, type: 'approval', ...answer })),
        ...toReturns(message, at),
      ];
    case 'tool_return_message':
      return toReturns(message, at);
    default:
      return [];
  }
}

function toReturns(message: LettaMessage, at: number): readonly TurnEvent[] {
  const place = { runId: null, seq: null, at };
  return toolReturnsOf(message).map((result) => ({ ...place, type: 'tool-return', ...result }));
}

interface Answer {
  readonly callId: string;
  readonly approve: boolean;
}

/** Older servers answer a request as a whole (`approve`), newer ones each call. */
function answersOf(message: LettaMessage, turn: readonly LettaMessage[]): readonly Answer[] {
  if (message.approvals) {
    return message.approvals.flatMap(({ type, tool_call_id: callId, approve }) =>
      type !== 'tool' && callId ? [{ callId, approve: approve ?? false }] : [],
    );
  }
  const approve = message.approve ?? null;
  if (approve === null) return [];
  return newestRequest(turn.slice(0, turn.indexOf(message))).map(({ callId }) => ({ callId, approve }));
}

function newestRequest(turn: readonly LettaMessage[]): ReturnType<typeof toolCallsOf> {
  const request = turn.findLast(({ message_type: type }) => type === 'approval_request_message');
  return request === undefined ? [] : toolCallsOf(request);
}

/** A request waits as long as nothing was written after it. */
function pendingCallsOf(turn: readonly LettaMessage[]): readonly string[] {
  const index = turn.findLastIndex(({ message_type: type }) => type === 'approval_request_message');
  const after = turn.slice(index + 1);
  const answered = new Set([
    ...after.flatMap((message) => answersOf(message, turn)).map(({ callId }) => callId),
    ...after.flatMap((message) => toolReturnsOf(message)).map(({ callId }) => callId),
  ]);
  const overtaken = after.some(({ message_type: type }) => type === 'assistant_message' && index !== -1);
  if (index === -1 || overtaken) return [];
  return newestRequest(turn).flatMap(({ callId }) => (answered.has(callId) ? [] : [callId]));
}
