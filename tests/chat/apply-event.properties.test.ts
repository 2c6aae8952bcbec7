import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyEvent } from '../../utils/chat/apply-event.ts';
import { emptyReply, type ReplyDraft } from '../../utils/chat/turn.ts';
import type { TurnEvent } from '../../utils/chat/turn-event.ts';
import { toComparable, turnScripts, type TurnScript } from './turn-script.ts';

function fold(events: readonly TurnEvent[], start: ReplyDraft = emptyReply): ReplyDraft {
  return events.reduce(applyEvent, start);
}

/** Merges in-order streams at random: `picks` says which one speaks next. */
function interleave(
  streams: readonly (readonly TurnEvent[])[],
  picks: readonly number[],
): readonly TurnEvent[] {
  const rest = streams.map((stream) => [...stream]);
  const merged: TurnEvent[] = [];
  for (let at = 0; rest.some(({ length }) => length > 0); at++) {
    const open = rest.filter(({ length }) => length > 0);
    const next = open[(picks[at % Math.max(1, picks.length)] ?? 0) % open.length]?.shift();
    if (next !== undefined) merged.push(next);
  }
  return merged;
}

/** What a re-read gives at a moment: the steps that are written down by then. */
function reread({ history }: TurnScript, steps: number): readonly TurnEvent[] {
  return history.slice(0, steps % (history.length + 1)).flat();
}

test('every event repeated, and the whole stream again, gives the same object', () => {
  fc.assert(
    fc.property(turnScripts, ({ stream }) => {
      const once = fold(stream);
      expect(fold(stream.flatMap((event) => [event, event]))).toEqual(once);
      expect(fold(stream, once)).toBe(once);
    }),
  );
});

test('overlapping streams of one run, in any order of arrival, give the same answer', () => {
  fc.assert(
    fc.property(turnScripts, fc.array(fc.nat(), { maxLength: 50 }), fc.nat(), ({ stream }, picks, start) => {
      const late = stream.slice(0, start % stream.length);
      const merged = interleave([stream, stream, late], picks);
      expect(toComparable(fold(merged))).toEqual(toComparable(fold(stream)));
    }),
  );
});

test('a stream cut anywhere and resumed after the last number gives the same answer', () => {
  fc.assert(
    fc.property(turnScripts, fc.nat(), ({ stream }, at) => {
      const part = fold(stream.slice(0, at % stream.length));
      const last = part.cursors['run-1'] ?? 0;
      const tail = stream.filter(({ seq }) => seq === null || seq > last);
      expect(fold(tail, part)).toEqual(fold(stream));
    }),
  );
});

test('re-reads of the history at any time change nothing in the end', () => {
  const moments = fc.array(fc.record({ at: fc.nat(), steps: fc.nat() }), { maxLength: 4 });
  fc.assert(
    fc.property(turnScripts, moments, fc.boolean(), (script, rereads, numbered) => {
      const stream = numbered ? script.stream : script.stream.map((event) => ({ ...event, seq: null }));
      const delivered = stream.flatMap((event, index) => [
        ...rereads
          .filter(({ at }) => at % stream.length === index)
          .flatMap(({ steps }) => reread(script, steps)),
        event,
      ]);
      const once = toComparable(fold(stream));
      expect(toComparable(fold(delivered))).toEqual(once);
      expect(toComparable(fold(script.history.flat(), fold(delivered)))).toEqual(once);
    }),
  );
});

test('a stream that died anywhere is completed by the history to the same parts', () => {
  fc.assert(
    fc.property(turnScripts, fc.nat(), fc.boolean(), (script, at, numbered) => {
      const stream = numbered ? script.stream : script.stream.map((event) => ({ ...event, seq: null }));
      const died = fold(stream.slice(0, at % stream.length));
      const completed = applyEvent(fold(script.history.flat(), died), {
        type: 'stop',
        reason: 'end_turn',
        runId: null,
        seq: null,
        at: 3,
      });
      expect(toComparable({ ...completed, runId: null, cursors: {} })).toEqual(
        toComparable({ ...fold(stream), runId: null, cursors: {} }),
      );
    }),
  );
});
