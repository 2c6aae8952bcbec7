import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEvent } from '../../utils/chat/apply-event.ts';
import {
  cut,
  describeParts,
  foldPieces,
  foldRecording,
  listStreams,
  readRecording,
  withoutTimes,
} from './fold-recording.ts';
import { readTurnStream } from '../../utils/letta/turn-stream.ts';

const thinking = 'thought Thinking...';
const hello = 'text Hello from the stub model.';
const wanted = 'thought I should call a tool.';
const asked = 'tool read_job_page({"q":"abcdef"}) approval -> undefined';
const textTurn = { parts: [thinking, hello], end: 'end_turn' };
const pending = { parts: [], end: 'error internal_error' };
const searched = (args: string, results: number): string =>
  `tool conversation_search(${args}) done -> {'message': 'Showing ${results} results`;
const found = (results: number): string =>
  `text Tool said: {\n  "status": "OK",\n  "message": {\n    "message": "Showing ${results} results:",\n    "res`;
const toolTurn = { parts: [wanted, searched('{"query":"hello"}', 3), thinking, found(3)], end: 'end_turn' };
const jobRead = (time: string): string =>
  `text Tool said: {\n  "status": "OK",\n  "message": "Job: Rust dev",\n  "time": "2026-11-22 ${time}`;

/** What each recorded stream says, read by a person from its bytes. `end`: stop reason and error type. */
const table: Readonly<Record<string, { parts: readonly string[]; end: string; broken?: true }>> = {
  'agent-route-parallel-send-1.sse': textTurn,
  'agent-route-parallel-send-2.sse': textTurn,
  'approval-answered-background-steps.sse': {
    parts: [
      'text Tool said: {\n  "status": "Failed",\n  "message": "Error: request to call tool denied. User r',
    ],
    end: 'end_turn',
  },
  'approval-pending-error-frame-only.http': pending,
  'approval-requested-2.sse': {
    parts: [wanted, 'tool danger({"x":"it"}) approval -> undefined'],
    end: 'requires_approval',
  },
  'approval-requested-foreground-tokens.sse': { parts: [wanted, asked], end: 'requires_approval' },
  'approval-with-wrong-tool-call-id.sse': pending,
  'background-error-eof-without-done.http': pending,
  'cancelled-without-redis.sse': { parts: [thinking, 'text Hello from the '], end: 'cancelled' },
  'client-tool-answered-background-steps.sse': { parts: [jobRead('02:45:58')], end: 'end_turn' },
  'client-tool-requested-background-tokens.sse': { parts: [wanted, asked], end: 'requires_approval' },
  'client-tool-requested-steps.sse': { parts: [asked], end: 'requires_approval' },
  'foreground-cancelled-no-done.sse': { parts: [thinking, 'text Hello '], end: 'cancelled' },
  'foreground-stream-cut-by-client.sse': { parts: [thinking], end: '', broken: true },
  'llm-error-401.sse': { parts: [], end: 'llm_api_error llm_authentication' },
  'llm-error-429.sse': { parts: [], end: 'llm_api_error llm_rate_limit' },
  'llm-error-500.sse': { parts: [], end: 'llm_api_error llm_error' },
  'otid-first-send.sse': textTurn,
  'parallel-client-tools-requested.sse': {
    parts: [
      wanted,
      'tool read_job_page({"q":"x"}) approval -> undefined',
      'tool read_cv({}) approval -> undefined',
    ],
    end: 'requires_approval',
  },
  'plain-message-while-approval-pending.http': pending,
  'server-tool-turn-foreground-tokens.sse': toolTurn,
  'server-tool-turn-steps.sse': { parts: [searched('{"query": "hello"}', 4), found(4)], end: 'end_turn' },
  'server-tool-turn-tokens.sse': toolTurn,
  'slow-turn-background.sse': textTurn,
  'stream-cut-by-client.sse': { parts: [thinking], end: '', broken: true },
  'text-turn-background-tokens.sse': textTurn,
  'text-turn-foreground-steps.sse': { parts: [hello], end: 'end_turn' },
  'text-turn-foreground-tokens.sse': textTurn,
  'turn-after-approval.sse': { parts: [thinking, jobRead('02:34:33')], end: 'end_turn' },
};

test('no recorded stream is left out', () => {
  expect(Object.keys(table).toSorted()).toEqual([...listStreams()].toSorted());
});

describe.each(Object.entries(table))('%s', (name, { parts, end, broken }) => {
  test('folds into what the agent said', async () => {
    const { draft, ending } = await foldRecording(name);
    expect(describeParts(draft)).toEqual(parts);
    expect([draft.stop, draft.failure?.errorType].filter(Boolean).join(' ')).toBe(end);
    expect(ending).toBe(broken ? 'broken' : 'end');
  });

  test('says the same in single bytes, with CRLF, and cut anywhere', async () => {
    const whole = withoutTimes((await foldRecording(name)).draft);
    const bytes = new TextEncoder().encode(readRecording(name));
    const crlf = new TextEncoder().encode(readRecording(name).replaceAll('\n', '\r\n'));
    const single = await foldPieces([...bytes].map((byte) => Uint8Array.of(byte)));
    expect(withoutTimes(single.draft)).toEqual(whole);
    expect(withoutTimes((await foldPieces([...crlf].map((byte) => Uint8Array.of(byte)))).draft)).toEqual(
      whole,
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat()), async (places) => {
        expect(withoutTimes((await foldPieces(cut(bytes, places))).draft)).toEqual(whole);
      }),
      { numRuns: 15 },
    );
  });

  test('ends as broken wherever the stream is cut off before its end, and says nothing new', async () => {
    const text = readRecording(name);
    const terminal = text.search(/data: \{"message_type": ?"stop_reason"|event: error/);
    const bytes = new TextEncoder().encode(terminal === -1 ? text : text.slice(0, terminal));
    const whole = (await foldRecording(name)).events.length;
    for (let end = 0; end < bytes.length; end += 97) {
      const { ending, events } = await foldPieces([bytes.slice(0, end)]);
      expect(ending).toBe('broken');
      expect(events.length).toBeLessThanOrEqual(whole);
    }
  });
});

describe('characters of several bytes', () => {
  test('are whole wherever the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme' })),
        fc.array(fc.nat()),
        async (words, places) => {
          const frames = words.map(
            (content) =>
              `data: ${JSON.stringify({ message_type: 'assistant_message', otid: 'o', run_id: 'r', content })}\n\n`,
          );
          const bytes = new TextEncoder().encode(`${frames.join('')}data: [DONE]\n\n`);
          const { draft } = await foldPieces(cut(bytes, places));
          expect(describeParts(draft)).toEqual(words.join('') === '' ? [] : [`text ${words.join('')}`]);
        },
      ),
    );
  });
});

describe('a turn over several streams', () => {
  test('a denied call is shown as denied, with the text after it', async () => {
    const { draft } = await foldRecording('approval-requested-2.sse');
    const denied = applyEvent(draft, {
      type: 'approval',
      callId: 'call_17953582624240',
      approve: false,
      runId: null,
      seq: null,
      at: 0,
    });
    expect(denied.stop).toBeNull();
    const after = await foldRecording('approval-answered-background-steps.sse', denied);
    expect(describeParts(after.draft)[1]).toBe(
      'tool danger({"x":"it"}) denied -> Error: request to call tool de',
    );
    expect(after.draft.parts).toHaveLength(3);
    expect(after.draft.stop).toBe('end_turn');
    const replay = await foldRecording('approval-requested-2.sse', after.draft);
    expect(replay.draft).toBe(after.draft);
  });

  test('a resumed run is folded from where it was cut, and a full replay changes nothing', async () => {
    const start = await foldRecording('slow-turn-background.sse');
    expect(start.draft.cursors).toEqual({ 'run-9ba2dc15-d577-4194-a586-5f3131fc58cb': 8 });
    expect((await foldRecording('slow-turn-background.sse', start.draft)).draft).toBe(start.draft);
  });
});

test('a stream that goes silent is stalled, and closed', async () => {
  let closed = false;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode(': keep-alive of a proxy\n\n')),
  });
  const stream = readTurnStream({ body, close: () => void (closed = true) }, { runId: null, stallMs: 30 });
  await expect(stream.next()).rejects.toMatchObject({ reason: 'stalled' });
  expect(closed).toBe(true);
});

test('a stream that stays open after its stop reason ends all the same', async () => {
  const open = new ReadableStream<Uint8Array>({
    start: (controller) =>
      controller.enqueue(
        new TextEncoder().encode('data: {"message_type":"stop_reason","stop_reason":"end_turn"}\n\n'),
      ),
  });
  const stream = readTurnStream({ body: open, close: () => undefined }, { runId: 'r', stallMs: 30 });
  expect((await stream.next()).value).toMatchObject({ type: 'stop', reason: 'end_turn', runId: 'r' });
  expect((await stream.next()).done).toBe(true);
});
