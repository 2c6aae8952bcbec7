import type { SpoiledStream } from './spoiled-letta.ts';

/** Turns the frames that an agent sent into those that arrive. */
export type Spoil = (frames: readonly string[]) => SpoiledStream;

/** What must come of it: the whole answer, an answer marked as broken off or failed, or either. */
export interface StreamFault {
  readonly spoil: Spoil;
  readonly ends: 'final' | 'not-final';
  /** Only the numbers of a background run tell a repeated piece from an equal one. */
  readonly numbered?: boolean;
}

const toFrame = (item: object): string => `data: ${JSON.stringify(item)}\n\n`;
const stopFrame = (reason: string): string => toFrame({ message_type: 'stop_reason', stop_reason: reason });
const isEnd = (frame: string): boolean => /"stop_reason"|"usage_statistics"|\[DONE\]/.test(frame);
const isText = (frame: string): boolean => frame.includes('"assistant_message"');
const body = (frames: readonly string[]): readonly string[] => frames.filter((frame) => !isEnd(frame));
const half = (frames: readonly string[]): readonly string[] => frames.slice(0, Math.floor(frames.length / 2));
const keptOpen = (frames: readonly string[]): SpoiledStream => Object.assign([...frames], { open: true });
const errorFrame = (type: string, words: string): string =>
  `event: error\n${toFrame({ message_type: 'error_message', run_id: null, error_type: type, message: words, detail: words })}`;
const done = 'data: [DONE]\n\n';

const strange = [
  { message_type: 'hologram_message', id: 'message-x', content: { three: 'd' } },
  { message_type: 'assistant_message', id: 'message-y', otid: 'y', content: 42 },
  { message_type: 'tool_call_message', id: 'message-z', otid: 'z', tool_calls: 'none' },
  { message_type: 'tool_call_message', id: 'message-z', otid: 'z', tool_call: null, tool_calls: null },
  { message_type: 'response_state', state: [] },
  { message_type: 7 },
  { message_type: 'ping', run_id: 5, seq_id: 'six' },
  [],
  {},
].map(toFrame);
const garbage = [
  'data: {"message_type":\n\n',
  'data: null\n\n',
  ': a comment\n\n',
  'event: weather\ndata: rain\n\n',
  'id: 9\n\n',
  'retry: 1\n\n',
  'data\n\n',
];

/** Every way in which Letta ends a stream, and what it must not be shaken by. */
export const streamFaults: Readonly<Record<string, StreamFault>> = {
  'ends without [DONE]': { spoil: (all) => all.filter((frame) => frame !== done), ends: 'final' },
  'ends at the stop reason': { spoil: (all) => [...body(all), stopFrame('end_turn')], ends: 'final' },
  'stays open after the stop reason': {
    spoil: (all) => keptOpen([...body(all), stopFrame('end_turn')]),
    ends: 'final',
  },
  'ends in mid-answer': { spoil: half, ends: 'final' },
  'falls silent in mid-answer': { spoil: (all) => keptOpen(half(all)), ends: 'final' },
  '[DONE] in mid-answer': { spoil: (all) => [...half(all), done], ends: 'final' },
  'error in the foreground': {
    spoil: (all) => [
      ...half(body(all)),
      stopFrame('llm_api_error'),
      errorFrame('llm_error', 'INTERNAL_SERVER_ERROR: x'),
      done,
    ],
    ends: 'not-final',
  },
  'error in the background': {
    spoil: (all) => [
      ...half(body(all)),
      stopFrame('error'),
      errorFrame('internal_error', 'An unknown error'),
    ],
    ends: 'not-final',
  },
  'error before any word': {
    spoil: () => [errorFrame('llm_rate_limit', 'RATE_LIMIT_EXCEEDED: x')],
    ends: 'not-final',
  },
  'cancelled in the foreground': {
    spoil: (all) => [...half(body(all)), stopFrame('cancelled')],
    ends: 'not-final',
  },
  'cancelled in the background': {
    spoil: (all) => [...half(body(all)), stopFrame('cancelled'), done],
    ends: 'not-final',
  },
  'out of steps': { spoil: (all) => [...body(all), stopFrame('max_steps'), done], ends: 'not-final' },
  'a stop reason nobody knows': { spoil: (all) => [...body(all), stopFrame('bored'), done], ends: 'final' },
  'unknown message types': {
    spoil: (all) => all.flatMap((frame) => [frame, ...(isEnd(frame) ? [] : strange)]),
    ends: 'final',
  },
  'broken frames': {
    spoil: (all) => all.flatMap((frame) => (isEnd(frame) ? [frame] : [...garbage, frame])),
    ends: 'final',
  },
  'one byte at a time': {
    spoil: (all) => [...Buffer.from(all.join(''))].map((byte) => Buffer.of(byte)),
    ends: 'final',
  },
  'every frame twice': {
    spoil: (all) => all.flatMap((frame) => (frame === done ? [frame] : [frame, frame])),
    ends: 'final',
    numbered: true,
  },
  'the whole answer twice': { spoil: (all) => [...body(all), ...all], ends: 'final', numbered: true },
  'CRLF and a byte order mark': {
    spoil: (all) => ['\uFEFF', ...all.map((frame) => frame.replaceAll('\n', '\r\n'))],
    ends: 'final',
  },
  'invalid UTF-8 in a comment and a type': {
    spoil: (all) => [
      Buffer.concat([Buffer.from(': '), Buffer.of(0xff, 0xfe, 0xc0), Buffer.from('\n\n')]),
      Buffer.concat([
        Buffer.from('data: {"message_type":"'),
        Buffer.of(0xed, 0xa0, 0x80, 0xff),
        Buffer.from('"}\n\n'),
      ]),
      ...all,
    ],
    ends: 'final',
  },
  'a frame of 20 MB': {
    spoil: (all) => [toFrame({ message_type: 'telemetry', noise: 'x'.repeat(20 * 1024 * 1024) }), ...all],
    ends: 'final',
  },
};

/** The answer's first piece of text with other words in it, as often as asked for, and then its end. */
export function sayInstead(frames: readonly string[], pieces: Iterable<string>): SpoiledStream {
  const model = frames.find(isText);
  const parsed: unknown = JSON.parse(model?.replace(/^data: /, '') ?? '{}');
  const item = Object(parsed);
  function* stream(): Generator<string> {
    yield* frames.filter((frame) => !isText(frame) && !isEnd(frame));
    let seq = Number(item.seq_id ?? 0);
    for (const content of pieces) {
      yield toFrame({ ...item, content, seq_id: item.seq_id === null ? null : seq });
      seq += 1;
    }
    yield* [stopFrame('end_turn'), done];
  }
  return stream();
}
