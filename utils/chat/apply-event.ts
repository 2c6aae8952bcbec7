import type { Part, ReasoningPart, TextPart, ToolPart } from './message.ts';
import type { ReplyDraft } from './turn.ts';
import type { StopReason } from './stop-reason.ts';
import type { TurnEvent } from './turn-event.ts';

type EventOf<T extends TurnEvent['type']> = Extract<TurnEvent, { type: T }>;
type Parts = ReplyDraft['parts'];

/**
 * Folds one event into the answer. Pure and idempotent: a numbered event that was folded before, a piece
 * of a text that is already whole, or a re-read of what is known gives back the same object.
 * Pieces without a number (foreground) are appended: their source must deliver them once and in order.
 */
export function applyEvent(draft: ReplyDraft, event: TurnEvent): ReplyDraft {
  if (isRepeat(draft, event)) return draft;
  const ofOldRun = isOfOldRun(draft, event);
  const next = moveCursor(draft, event);
  switch (event.type) {
    case 'alive':
      return next;
    case 'text':
    case 'reasoning':
      return withParts(next, foldText(next.parts, event));
    case 'tool-call':
      return withParts(next, foldToolCall(next.parts, event));
    case 'tool-return':
      return withParts(next, foldToolReturn(next.parts, event));
    case 'approval':
      return foldApproval(next, event);
    case 'stop':
      return ofOldRun ? next : foldStop(next, event.reason);
    case 'failure':
      return ofOldRun ? next : foldFailure(next, event);
  }
}

/** Folds several, in order. */
export function foldAll(draft: ReplyDraft, events: readonly TurnEvent[]): ReplyDraft {
  return events.reduce((reply, event) => applyEvent(reply, event), draft);
}

function isRepeat({ cursors }: ReplyDraft, { runId, seq }: TurnEvent): boolean {
  if (runId === null || seq === null) return false;
  const last = cursors[runId];
  return last !== undefined && seq <= last;
}

/** True for a replay of a run that a later one has followed: its end is not the turn's end any more. */
function isOfOldRun({ runId, cursors }: ReplyDraft, event: TurnEvent): boolean {
  return event.runId !== null && event.runId !== runId && cursors[event.runId] !== undefined;
}

/**
 * A run seen for the first time becomes the current one (0: known, nothing numbered yet) and takes back
 * the end of the one before, unless its end is all that it says (the stop reason does not name its run).
 */
function moveCursor(draft: ReplyDraft, { runId, seq, type }: TurnEvent): ReplyDraft {
  if (runId === null) return draft;
  if (draft.cursors[runId] === undefined) {
    const next = { ...draft, cursors: { ...draft.cursors, [runId]: seq ?? 0 }, runId };
    return type === 'failure' || type === 'stop' ? next : { ...next, stop: null, failure: null };
  }
  return seq === null ? draft : { ...draft, cursors: { ...draft.cursors, [runId]: seq } };
}

function withParts(draft: ReplyDraft, parts: Parts): ReplyDraft {
  return parts === draft.parts ? draft : { ...draft, parts };
}

/** Replaces parts for which `change` gives another object; the same array where it never does. */
function mapParts(parts: Parts, change: (part: Part) => Part): Parts {
  let changed = false;
  const next = parts.map((part) => {
    const other = change(part);
    changed ||= other !== part;
    return other;
  });
  return changed ? next : parts;
}

function foldText(parts: Parts, event: EventOf<'text' | 'reasoning'>): Parts {
  if (event.text === '') return parts;
  const index = parts.findLastIndex(
    (part) => part.type === event.type && 'key' in part && part.key === event.key,
  );
  const part = parts[index];
  if (part === undefined) return [...closeStep(parts, event), newText(event)];
  if (part.type !== 'text' && part.type !== 'reasoning') return parts;
  if (part.whole && (!event.whole || part.text === event.text)) return parts;
  const text = event.whole ? event.text : part.text + event.text;
  return parts.with(index, { ...part, text, whole: event.whole });
}

function newText(event: EventOf<'text' | 'reasoning'>): TextPart | ReasoningPart {
  const { key, text, whole } = event;
  if (event.type === 'text') return { type: 'text', key, text, whole };
  return { type: 'reasoning', key, text, whole, startedAt: whole ? null : event.at, endedAt: null };
}

/**
 * What is open when the next step speaks: tools that ran are over (Letta does not stream the returns of
 * parallel calls), and the thinking before it has ended.
 */
function closeStep(parts: Parts, event: TurnEvent): Parts {
  return mapParts(endReasoning(parts, event), (part) =>
    part.type === 'tool' && (part.state === 'running' || part.state === 'preparing')
      ? { ...part, state: 'done' }
      : part,
  );
}

/** A re-read does not know when the thinking ended, so that its length stays unknown. */
function endReasoning(parts: Parts, { runId, at }: TurnEvent): Parts {
  return mapParts(parts, (part) => {
    if (part.type !== 'reasoning' || part.startedAt === null || part.endedAt !== null) return part;
    return runId === null ? { ...part, startedAt: null } : { ...part, endedAt: at };
  });
}

function foldToolCall(parts: Parts, event: EventOf<'tool-call'>): Parts {
  const index = findTool(parts, event.callId);
  const known = parts[index];
  const part: ToolPart =
    known?.type === 'tool'
      ? known
      : { type: 'tool', callId: event.callId, name: '', args: '', state: 'preparing', result: null };
  const name = part.name === '' ? event.name : part.name;
  const args = foldArgs(part, event);
  const ready = part.state === 'preparing' && (event.whole || isCompleteObject(args));
  const state = ready ? (event.approval ? 'approval' : 'running') : part.state;
  if (known === undefined) return [...endReasoning(parts, event), { ...part, name, args, state }];
  if (name === part.name && args === part.args && state === part.state) return parts;
  return parts.with(index, { ...part, name, args, state });
}

/**
 * The server may write a call's arguments anew with other spaces: equal JSON keeps the text we have.
 * A complete JSON object cannot go on, so that a late piece of a call re-read as a whole is a repeat.
 */
function foldArgs(part: ToolPart, { args, whole }: EventOf<'tool-call'>): string {
  if (args === '') return part.args;
  if (whole) return isSameJson(part.args, args) ? part.args : args;
  const over = part.result !== null || part.state === 'denied' || isCompleteObject(part.args);
  return over ? part.args : part.args + args;
}

function isCompleteObject(text: string): boolean {
  return text.trimEnd().endsWith('}') && toCanonical(text) !== null;
}

function isSameJson(a: string, b: string): boolean {
  if (a === b) return true;
  const canonical = toCanonical(a);
  return canonical !== null && canonical === toCanonical(b);
}

/** The JSON text without its own spaces; null where it is not complete. */
function toCanonical(text: string): string | null {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return null;
  }
}

/** A return for a call that is not ours belongs to the answer before (a denial sent with new words). */
function foldToolReturn(parts: Parts, event: EventOf<'tool-return'>): Parts {
  const index = findTool(parts, event.callId);
  const part = parts[index];
  if (part?.type !== 'tool') return parts;
  const denied = event.denied || part.state === 'denied';
  const state = denied ? 'denied' : event.status === 'error' ? 'failed' : 'done';
  if (part.state === state && part.result === event.text) return parts;
  return parts.with(index, { ...part, state, result: event.text });
}

/**
 * The answer to a request that ended the run: what follows comes from a further run, not known yet, and a
 * replay of the ended run's stop must not end the turn again.
 */
function foldApproval(draft: ReplyDraft, event: EventOf<'approval'>): ReplyDraft {
  const index = findTool(draft.parts, event.callId);
  const part = draft.parts[index];
  if (part?.type !== 'tool' || (part.state !== 'approval' && part.state !== 'preparing')) return draft;
  const parts = draft.parts.with(index, { ...part, state: event.approve ? 'running' : 'denied' });
  return draft.stop === 'requires_approval'
    ? { ...draft, parts, runId: null, stop: null }
    : { ...draft, parts };
}

const goodEnds: ReadonlySet<StopReason> = new Set([
  'end_turn',
  'tool_rule',
  'no_tool_call',
  'max_steps',
  'unknown',
]);

function foldStop(draft: ReplyDraft, reason: StopReason): ReplyDraft {
  const parts = mapParts(draft.parts, (part) => closePart(part, reason));
  return parts === draft.parts && draft.stop === reason ? draft : { ...draft, parts, stop: reason };
}

function closePart(part: Part, reason: StopReason): Part {
  if (part.type === 'text' || part.type === 'reasoning') return part.whole ? part : { ...part, whole: true };
  if (part.type !== 'tool') return part;
  const state = closedState(part.state, reason);
  return state === part.state ? part : { ...part, state };
}

/** A turn that ended well cannot have a request left open: it was answered from elsewhere. */
function closedState(state: ToolPart['state'], reason: StopReason): ToolPart['state'] {
  if (reason === 'requires_approval') return state === 'preparing' ? 'approval' : state;
  if (state === 'approval') return goodEnds.has(reason) ? 'done' : state;
  if (state !== 'preparing' && state !== 'running') return state;
  return goodEnds.has(reason) ? 'done' : 'failed';
}

function foldFailure(draft: ReplyDraft, { errorType, message, detail }: EventOf<'failure'>): ReplyDraft {
  const old = draft.failure;
  const same = old?.errorType === errorType && old.message === message && old.detail === detail;
  return same ? draft : { ...draft, failure: { errorType, message, detail } };
}

function findTool(parts: Parts, callId: string): number {
  return parts.findLastIndex((part) => part.type === 'tool' && part.callId === callId);
}
