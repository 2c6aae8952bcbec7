import { readdirSync, readFileSync } from 'node:fs';
import { applyEvent } from '../../utils/chat/apply-event.ts';
import { emptyReply, type ReplyDraft } from '../../utils/chat/turn.ts';
import type { TurnEvent } from '../../utils/chat/turn-event.ts';
import { LettaError } from '../../utils/letta/letta-error.ts';
import { readTurnStream } from '../../utils/letta/turn-stream.ts';

const folder = new URL('../fixtures/letta/recordings/', import.meta.url);

/** The names of the recordings that hold a stream. */
export function listStreams(): readonly string[] {
  return readdirSync(folder).filter((name) => readRecording(name).includes('data: {'));
}

/** A recording as text; of an `.http` one the body after the headers. */
export function readRecording(name: string): string {
  const text = readFileSync(new URL(name, folder), 'utf8');
  return name.endsWith('.http') ? text.slice(text.search(/^(data|event): |^\{/m)) : text;
}

/** Bytes as a stream that hands them out in the given pieces. */
function streamOf(pieces: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
}

/** Cuts bytes at the given places (any order, repeats allowed). */
export function cut(bytes: Uint8Array, places: readonly number[]): readonly Uint8Array[] {
  const sorted = [0, ...places.map((place) => place % (bytes.length + 1)), bytes.length].toSorted(
    (a, b) => a - b,
  );
  return sorted.slice(1).map((end, index) => bytes.slice(sorted[index], end));
}

export interface Folded {
  readonly events: readonly TurnEvent[];
  readonly draft: ReplyDraft;
  /** `end`, or the reason of the error that the stream rejected with. */
  readonly ending: string;
}

/** Reads a stream given in pieces to its end and folds what it says. */
export async function foldPieces(
  pieces: readonly Uint8Array[],
  start: ReplyDraft = emptyReply,
): Promise<Folded> {
  const events: TurnEvent[] = [];
  let ending = 'end';
  try {
    const stream = { body: streamOf(pieces), close: () => undefined };
    for await (const event of readTurnStream(stream, { runId: null, stallMs: 5_000 })) events.push(event);
  } catch (error) {
    ending = error instanceof LettaError ? error.reason : String(error);
  }
  return { events, draft: events.reduce(applyEvent, start), ending };
}

/** Folds a recording, delivered in one piece. */
export function foldRecording(name: string, start?: ReplyDraft): Promise<Folded> {
  return foldPieces([new TextEncoder().encode(readRecording(name))], start);
}

/** A draft without what depends on the clock. */
export function withoutTimes(draft: ReplyDraft): ReplyDraft {
  return {
    ...draft,
    parts: draft.parts.map((part) =>
      part.type === 'reasoning' ? { ...part, startedAt: null, endedAt: null } : part,
    ),
  };
}

/** The parts on one line each, for tables: `text Hello`, `thought …`, `tool name(args) state -> result`. */
export function describeParts({ parts }: Pick<ReplyDraft, 'parts'>): readonly string[] {
  return parts.map((part) => {
    if (part.type === 'text') return `text ${part.text}`;
    if (part.type === 'reasoning') return `thought ${part.text}`;
    if (part.type === 'tool')
      return `tool ${part.name}(${part.args}) ${part.state} -> ${part.result?.slice(0, 30)}`;
    return 'other';
  });
}
