import type { EventSourceMessage } from 'eventsource-parser';
import * as v from 'valibot';
import { stopReasonSchema, type StopReason } from '../chat/stop-reason.ts';
import type { TurnEvent } from '../chat/turn-event.ts';
import {
  keyOf,
  lettaMessageSchema,
  toText,
  toolCallsOf,
  toolReturnsOf,
  type LettaMessage,
} from './letta-message.ts';

/** What one frame says. `end`: nothing of the turn can follow; `failed`: it says why the turn failed. */
export interface ParsedFrame {
  readonly events: readonly TurnEvent[];
  readonly end: boolean;
  readonly failed?: true;
}

/**
 * Parses one frame of a turn's stream. `runId` is the stream's run as known so far (stop reasons do not
 * name theirs), `at` the time of arrival in epoch ms. What this version does not know is a sign of life.
 */
export function parseFrame(
  frame: EventSourceMessage,
  { runId, at }: { readonly runId: string | null; readonly at: number },
): ParsedFrame {
  if (frame.data === '[DONE]') return { events: [], end: true };
  const json = parseJson(frame.data);
  const message = v.safeParse(lettaMessageSchema, json);
  if (frame.event === 'error' || (message.success && message.output.message_type === 'error_message')) {
    return { events: [], end: true, failed: true };
  }
  if (!message.success) return { events: [], end: false };
  return { events: toEvents(message.output, { runId, at }), end: false };
}

/** Null for what is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function toEvents(
  message: LettaMessage,
  stream: { readonly runId: string | null; readonly at: number },
): readonly TurnEvent[] {
  const place = { runId: message.run_id ?? stream.runId, seq: message.seq_id ?? null, at: stream.at };
  switch (message.message_type) {
    case 'assistant_message':
      return [{ ...place, type: 'text', key: keyOf(message), text: toText(message.content), whole: false }];
    case 'reasoning_message':
      return [
        { ...place, type: 'reasoning', key: keyOf(message), text: message.reasoning ?? '', whole: false },
      ];
    case 'tool_call_message':
    case 'approval_request_message':
      return numberLast(toToolCalls(message, place), place);
    case 'tool_return_message':
      return numberLast(
        toolReturnsOf(message).map((result) => ({ ...place, type: 'tool-return', ...result })),
        place,
      );
    case 'stop_reason':
      return [{ ...place, type: 'stop', reason: toStopReason(message.stop_reason) }];
    default:
      return place.runId === null ? [] : [{ ...place, type: 'alive' }];
  }
}

type Place = Pick<TurnEvent, 'runId' | 'seq' | 'at'>;

function toToolCalls(message: LettaMessage, place: Place): readonly TurnEvent[] {
  const approval = message.message_type === 'approval_request_message';
  const listed = Array.isArray(message.tool_calls);
  return toolCallsOf(message).map((call) => ({
    ...place,
    type: 'tool-call',
    ...call,
    approval,
    // Step mode lists whole calls; were a list ever to carry deltas, its arguments would not be complete.
    whole:
      listed && call.name !== '' && call.args.trimStart().startsWith('{') && parseJson(call.args) !== null,
  }));
}

/**
 * Several events of one frame share its number, and the reducer takes a number only once: the last event
 * carries it. Those before it are whole, so that a repeat of them does no harm.
 */
function numberLast(events: readonly TurnEvent[], place: Place): readonly TurnEvent[] {
  if (events.length === 0) return place.runId === null ? [] : [{ ...place, type: 'alive' }];
  return events.map((event, index) => (index === events.length - 1 ? event : { ...event, seq: null }));
}

function toStopReason(value: string | null | undefined): StopReason {
  const parsed = v.safeParse(stopReasonSchema, value);
  return parsed.success ? parsed.output : 'unknown';
}
