import { randomBytes } from 'node:crypto';
import { v4 } from 'uuid';
import type { Json } from '../../utils/std/json.ts';

/** One JSON object of Letta's API: a message of the history or an item of a stream. */
export type Item = Readonly<Record<string, Json>>;

/** The text under a key, empty where there is none. */
export function textAt(item: Item, key: string): string {
  const value = item[key];
  return typeof value === 'string' ? value : '';
}

/** The id of a stored message. Its low 7 bits are never zero, so that "the id before" keeps the upper ones. */
export function createMessageUuid(): string {
  const uuid = v4();
  const last = Number.parseInt(uuid.slice(-2), 16);
  return uuid.slice(0, -2) + hex(last & 127 ? last : last | 9);
}

/** The `otid` of the `index`-th item made from one stored message: its uuid with the low 7 bits replaced. */
export function otidOf(uuid: string, index: number): string {
  return uuid.slice(0, -2) + hex((Number.parseInt(uuid.slice(-2), 16) & 0x80) | index);
}

/** The uuid before: an approval request is streamed and stored under it. */
export function uuidBefore(uuid: string): string {
  return uuid.slice(0, -2) + hex(Number.parseInt(uuid.slice(-2), 16) - 1);
}

function hex(value: number): string {
  return value.toString(16).padStart(2, '0');
}

/** A tool call's id as the recorded server's model made them: `call_` and 14 digits. */
export function createCallId(): string {
  return `call_${(BigInt(`0x${randomBytes(8).toString('hex')}`) % 10n ** 14n).toString().padStart(14, '0')}`;
}

/** Letta's message dates: whole seconds, UTC with `+00:00`. */
export function toMessageDate(atMs: number): string {
  return new Date(atMs).toISOString().replace(/\.\d+Z$/, '+00:00');
}

/** The dates of agents, conversations and runs: microseconds with `Z`. */
export function toRowDate(atMs: number): string {
  return new Date(atMs).toISOString().replace('Z', '000Z');
}

/** The common head of every item, in the server's order of keys. */
export function head(facts: {
  id: string;
  type: string;
  otid: string | null;
  at: number;
  runId: string | null;
  stepId: string | null;
  name?: string | null;
  seq?: number | null;
}): Item {
  return {
    id: facts.id,
    date: toMessageDate(facts.at),
    name: facts.name ?? null,
    message_type: facts.type,
    otid: facts.otid,
    sender_id: null,
    step_id: facts.stepId,
    is_err: null,
    seq_id: facts.seq ?? null,
    run_id: facts.runId,
  };
}

/** A sign of life. In background mode `seq` repeats the last one, in the foreground it is null. */
export function pingItem(runId: string, seq: number | null): Item {
  return head({
    id: `ping-${v4()}`,
    type: 'ping',
    otid: null,
    at: Date.now(),
    runId,
    stepId: null,
    seq,
  });
}

export interface ToolReturn {
  readonly callId: string;
  readonly text: string;
  readonly status: 'success' | 'error';
}

/** The return as it stands in `tool_returns` and in `approvals`. */
export function toReturnEntry(result: ToolReturn): Item {
  return {
    type: 'tool',
    tool_return: result.text,
    status: result.status,
    tool_call_id: result.callId,
    stdout: null,
    stderr: null,
  };
}

/** What a tool message adds to its head: the first return in the old fields, all of them in the list. */
export function toReturnBody(results: readonly ToolReturn[]): Item {
  const first = results[0];
  return {
    tool_return: first?.text ?? '',
    status: first?.status ?? 'success',
    tool_call_id: first?.callId ?? '',
    stdout: null,
    stderr: null,
    tool_returns: results.map(toReturnEntry),
  };
}

export function toDataFrame(item: Item): string {
  return `data: ${JSON.stringify(item)}\n\n`;
}

export function toErrorFrame(item: Item): string {
  return `event: error\ndata: ${JSON.stringify(item)}\n\n`;
}

export const doneFrame = 'data: [DONE]\n\n';

/** A cancelled run's last item, which the recorded server writes with Python's own spacing. */
export const cancelledFrame = 'data: {"message_type": "stop_reason", "stop_reason": "cancelled"}\n\n';
