import fc from 'fast-check';
import type { ReplyDraft } from '../../utils/chat/turn.ts';
import type { TurnEvent } from '../../utils/chat/turn-event.ts';

/** A made-up turn, as the stream tells it and as the history tells it afterwards. */
export interface TurnScript {
  /** In order, numbered 1, 2, 3 … but for the stop at the end. */
  readonly stream: readonly TurnEvent[];
  /** Whole events, grouped by step: the server writes a step down when it is over. */
  readonly history: readonly (readonly TurnEvent[])[];
}

const words = fc.array(fc.string({ minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 5 });
const args = fc.dictionary(
  fc.string({ maxLength: 4 }),
  fc.oneof(fc.integer(), fc.string(), fc.constant({ a: {} })),
);
const step = fc.record({
  thoughts: fc.oneof(words, fc.constant<string[]>([])),
  texts: fc.oneof(words, fc.constant<string[]>([])),
  tools: fc.array(fc.record({ args, ok: fc.boolean(), at: fc.array(fc.nat(), { maxLength: 4 }) }), {
    maxLength: 2,
  }),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Random turns of up to four steps with thoughts, texts and parallel tools. */
export const turnScripts: fc.Arbitrary<TurnScript> = fc
  .array(step, { minLength: 1, maxLength: 4 })
  .map((steps) => ({ stream: toStream(steps), history: steps.map(toHistory) }));

const live = { runId: 'run-1', seq: null, at: 1 } as const;
const past = { runId: null, seq: null, at: 2 } as const;

function toStream(steps: readonly Step[]): readonly TurnEvent[] {
  const events = steps.flatMap((one, index): TurnEvent[] => [
    { ...live, type: 'alive' },
    ...one.thoughts.map((text): TurnEvent => ({
      ...live,
      type: 'reasoning',
      key: `r${index}`,
      text,
      whole: false,
    })),
    ...one.texts.map((text): TurnEvent => ({ ...live, type: 'text', key: `t${index}`, text, whole: false })),
    ...one.tools.flatMap((tool, at) => toCallPieces(tool, `c${index}-${at}`)),
    ...one.tools.map(({ ok }, at) => toReturn(ok, `c${index}-${at}`, live)),
  ]);
  const numbered = events.map((event, index): TurnEvent => ({ ...event, seq: index + 1 }));
  return [...numbered, { ...live, type: 'stop', reason: 'end_turn' }];
}

function toCallPieces(tool: Step['tools'][number], callId: string): readonly TurnEvent[] {
  const text = JSON.stringify(tool.args);
  const ends = [...tool.at.map((at) => at % text.length), text.length].toSorted((a, b) => a - b);
  const pieces = ends.map((end, index) => text.slice(ends[index - 1] ?? 0, end));
  const call = { ...live, type: 'tool-call', callId, whole: false, approval: false } as const;
  return [
    { ...call, name: 'tool', args: '' },
    ...pieces.map((piece) => ({ ...call, name: '', args: piece })),
  ];
}

function toReturn(ok: boolean, callId: string, place: typeof live | typeof past): TurnEvent {
  return {
    ...place,
    type: 'tool-return',
    callId,
    status: ok ? 'success' : 'error',
    text: 'said',
    denied: false,
  };
}

/** The server writes arguments anew, with other spaces. */
function toHistory({ thoughts, texts, tools }: Step, index: number): readonly TurnEvent[] {
  const whole = { ...past, whole: true } as const;
  return [
    { ...whole, type: 'reasoning', key: `r${index}`, text: thoughts.join('') },
    { ...whole, type: 'text', key: `t${index}`, text: texts.join('') },
    ...tools.map((tool, at): TurnEvent => ({
      ...whole,
      type: 'tool-call',
      callId: `c${index}-${at}`,
      name: 'tool',
      args: JSON.stringify(tool.args, null, 1),
      approval: false,
    })),
    ...tools.map(({ ok }, at) => toReturn(ok, `c${index}-${at}`, past)),
  ];
}

/** The answer without what may differ between deliveries: times, and the spaces in arguments. */
export function toComparable({ parts, ...draft }: ReplyDraft): unknown {
  return {
    ...draft,
    parts: parts.map((part) => {
      if (part.type === 'reasoning') return { ...part, startedAt: null, endedAt: null };
      return part.type === 'tool' ? { ...part, args: JSON.parse(part.args) } : part;
    }),
  };
}
