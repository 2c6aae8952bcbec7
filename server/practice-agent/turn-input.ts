import { v4 } from 'uuid';
import * as v from 'valibot';
import {
  createMessageUuid,
  head,
  otidOf,
  toReturnBody,
  toReturnEntry,
  type Item,
  type ToolReturn,
  textAt,
} from './frames.ts';
import { toText, type ApprovalEntry, type SendMessage } from './request.ts';
import { messagesOf, pendingApproval, type Place, type State, type StoredMessage } from './state.ts';
import type { PlannedCall } from './script.ts';
import { runServerTool } from './tools.ts';

/** The server does not take these messages now; told in an error frame, or as 409 where not streamed. */
export class InputError extends Error {
  override readonly name = 'InputError';
  /** The approval request in the way, or null where the message itself is wrong. */
  readonly pendingId: string | null;

  constructor(message: string, pendingId: string | null) {
    super(message);
    this.pendingId = pendingId;
  }
}

export interface TurnInput {
  /** To be stored with the first step that ends well. */
  readonly stored: readonly StoredMessage[];
  /** What answered tools have returned, for the script. */
  readonly results: readonly ToolReturn[];
  /** The item that tells so in the stream; null: none. `executed`: the server itself ran the tool. */
  readonly returned: { readonly item: Item; readonly executed: boolean } | null;
  /** The user's new words; null: only approvals came. */
  readonly text: string | null;
}

const waiting =
  'CONFLICT: Cannot send a new message: The agent is waiting for approval on a tool call. ' +
  'Please approve or deny the pending request before continuing.';
const nothingWaits =
  'Cannot process approval response: No tool call is currently awaiting approval. ' +
  'Please send a regular message to interact with the agent.';

/** Checks a request's messages against what the thread waits for. Throws `InputError`. */
export function readTurnInput(
  state: State,
  place: Place,
  { messages, runId }: { messages: readonly SendMessage[]; runId: string },
): TurnInput {
  const first = messages[0];
  const pending = pendingApproval(state, place);
  if (first?.type === 'approval') {
    const answer = pending
      ? answerApproval({ state, place, runId }, pending, first.approvals)
      : repeatAnswer(state, place, first.approvals);
    const follow = readWords(place, messages.slice(1), runId);
    // New words after an answer are what the agent turns to.
    return {
      ...answer,
      stored: [...answer.stored, ...follow.stored],
      results: follow.text === null ? answer.results : [],
      text: follow.text,
    };
  }
  if (pending) throw new InputError(waiting, pending.id);
  return { ...readWords(place, messages, runId), results: [], returned: null };
}

function readWords(
  place: Place,
  messages: readonly SendMessage[],
  runId: string,
): Pick<TurnInput, 'stored' | 'text'> {
  const words = messages.filter((one) => one.type === 'message');
  const stored = words.map((message): StoredMessage => {
    const id = `message-${createMessageUuid()}`;
    const role = message.role === 'user' ? 'user' : 'system';
    const facts = {
      id,
      type: `${role}_message`,
      otid: message.otid ?? v4(),
      at: Date.now(),
      runId,
      stepId: null,
    };
    return { id, ...place, role, items: [{ ...head(facts), content: message.content }] };
  });
  const text = words.map((message) => toText(message.content)).join('\n');
  return { stored, text: words.length === 0 ? null : text };
}

const askedSchema = v.object({
  tool_calls: v.array(v.object({ tool_call_id: v.string(), name: v.string(), arguments: v.string() })),
});
const returnedSchema = v.object({
  tool_returns: v.array(
    v.object({ tool_call_id: v.string(), tool_return: v.string(), status: v.picklist(['success', 'error']) }),
  ),
});

function askedCalls(pending: StoredMessage): PlannedCall[] {
  return pending.items.flatMap((item) => {
    const parsed = v.safeParse(askedSchema, item);
    return (parsed.success ? parsed.output.tool_calls : []).map((call) => ({
      callId: call.tool_call_id,
      name: call.name,
      args: call.arguments,
    }));
  });
}

function answerApproval(
  { state, place, runId }: { state: State; place: Place; runId: string },
  pending: StoredMessage,
  entries: readonly ApprovalEntry[],
): Omit<TurnInput, 'text'> {
  const asked = askedCalls(pending);
  const got = new Map(entries.map((entry) => [entry.tool_call_id, entry]));
  if (asked.length !== got.size || asked.some((call) => !got.has(call.callId))) {
    const list = (ids: readonly string[]): string => `'[${ids.map((id) => `'${id}'`).join(', ')}]'`;
    throw new InputError(
      `Invalid tool call IDs. Expected ${list(asked.map((call) => call.callId))}, but received ${list([...got.keys()])}.`,
      null,
    );
  }
  const results = asked.map((call): ToolReturn => {
    const entry = got.get(call.callId);
    if (entry && 'tool_return' in entry) {
      return { callId: call.callId, text: toText(entry.tool_return), status: entry.status };
    }
    if (entry?.approve === true) return runServerTool(state, place, call);
    const text = `Error: request to call tool denied. User reason: ${entry?.reason ?? 'None'}`;
    return { callId: call.callId, text, status: 'error' };
  });
  const executed = entries.some((entry) => 'approve' in entry && entry.approve);
  const responseId = `message-${createMessageUuid()}`;
  const at = Date.now();
  const response = {
    ...head({ id: responseId, type: 'approval_response_message', otid: null, at, runId, stepId: null }),
    approvals: entries.map((entry, index) => toApprovalEntry(entry, results[index])),
    approve: null,
    approval_request_id: null,
    reason: null,
  };
  const item = toToolMessage(results, {
    name: executed ? (asked[0]?.name ?? null) : null,
    runId,
    stepId: textAt(pending.items[0] ?? {}, 'step_id'),
  });
  const toolId = textAt(item, 'id');
  const stored: StoredMessage[] = [
    { id: responseId, ...place, role: 'approval', items: [response] },
    { id: toolId, ...place, role: 'tool', items: [item] },
  ];
  return { stored, results, returned: { item, executed: executed && asked.length === 1 } };
}

/** One tool message with all the returns of a step. */
export function toToolMessage(
  results: readonly ToolReturn[],
  facts: { name: string | null; runId: string; stepId: string },
): Item {
  const uuid = createMessageUuid();
  const otid = otidOf(uuid, 0);
  const top = head({ id: `message-${uuid}`, type: 'tool_return_message', otid, at: Date.now(), ...facts });
  return { ...top, ...toReturnBody(results) };
}

function toApprovalEntry(entry: ApprovalEntry, result: ToolReturn | undefined): Item {
  if ('approve' in entry) {
    const reason = entry.reason ?? null;
    return { type: 'approval', tool_call_id: entry.tool_call_id, approve: entry.approve, reason };
  }
  return toReturnEntry(result ?? { callId: entry.tool_call_id, text: '', status: entry.status });
}

/** The same answer sent again: taken, and the agent says one thing more about it. */
function repeatAnswer(
  state: State,
  place: Place,
  entries: readonly ApprovalEntry[],
): Omit<TurnInput, 'text'> {
  const wanted = new Set(entries.map((entry) => entry.tool_call_id));
  for (const message of messagesOf(state, place).slice(-10).reverse()) {
    const parsed = v.safeParse(returnedSchema, message.role === 'tool' ? message.items[0] : null);
    const results = (parsed.success ? parsed.output.tool_returns : []).map((one): ToolReturn => ({
      callId: one.tool_call_id,
      text: one.tool_return,
      status: one.status,
    }));
    if (results.length === wanted.size && results.every((one) => wanted.has(one.callId))) {
      return { stored: [], results, returned: null };
    }
  }
  throw new InputError(nothingWaits, null);
}
