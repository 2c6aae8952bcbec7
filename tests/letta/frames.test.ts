import { describe, expect, test } from 'vitest';
import { describeParts, foldPieces, type Folded } from './fold-recording.ts';
import type { ReplyDraft } from '../../utils/chat/turn.ts';

const place = { run_id: 'run-1', otid: 'o1' };

function foldText(text: string, start?: ReplyDraft): Promise<Folded> {
  return foldPieces([new TextEncoder().encode(text)], start);
}

function foldFrames(frames: readonly object[], start?: ReplyDraft): Promise<Folded> {
  return foldText(
    `${frames.map((frame) => `data: ${JSON.stringify(frame)}\n\n`).join('')}data: [DONE]\n\n`,
    start,
  );
}

const calls = ['a', 'b'].map((id) => ({ name: `tool_${id}`, arguments: '{"q": 1}', tool_call_id: id }));
const returns = ['a', 'b'].map((id) => ({ tool_return: `said ${id}`, status: 'success', tool_call_id: id }));

describe('several calls in one frame', () => {
  const frames = [
    { ...place, message_type: 'approval_request_message', seq_id: 1, tool_calls: calls },
    { ...place, message_type: 'tool_return_message', seq_id: 2, tool_returns: returns },
  ];

  test('are all taken, although they share a number', async () => {
    const { draft } = await foldFrames(frames);
    expect(describeParts(draft)).toEqual([
      'tool tool_a({"q": 1}) done -> said a',
      'tool tool_b({"q": 1}) done -> said b',
    ]);
    expect(draft.cursors).toEqual({ 'run-1': 2 });
  });

  test('change nothing when they come again', async () => {
    const { draft } = await foldFrames(frames);
    expect((await foldFrames(frames, draft)).draft).toBe(draft);
  });
});

describe('other forms of a frame', () => {
  test('a call that only older servers’ field holds', async () => {
    const [tool_call] = calls;
    const { draft } = await foldFrames([{ ...place, message_type: 'tool_call_message', tool_call }]);
    expect(describeParts(draft)).toEqual(['tool tool_a({"q": 1}) running -> undefined']);
  });

  test('a list of calls that carries pieces', async () => {
    const pieces = [{ name: 'find' }, { arguments: '{"q"' }, { arguments: ':1}' }];
    const { draft } = await foldFrames(
      pieces.map((piece) => ({
        ...place,
        message_type: 'tool_call_message',
        tool_calls: [{ ...piece, tool_call_id: 'a' }],
      })),
    );
    expect(describeParts(draft)).toEqual(['tool find({"q":1}) running -> undefined']);
  });

  test('a content in parts', async () => {
    const content = [{ type: 'text', text: 'Hel' }, { type: 'image' }, { type: 'text', text: 'lo' }];
    const { draft } = await foldFrames([{ ...place, message_type: 'assistant_message', content }]);
    expect(describeParts(draft)).toEqual(['text Hello']);
  });

  test('kinds that nobody knows yet are signs of life, and junk is passed over', async () => {
    const { draft, events } = await foldText(
      `data: ${JSON.stringify({ ...place, message_type: 'response_state', seq_id: 4 })}\n\ndata: {oops\n\ndata: [DONE]\n\n`,
    );
    expect(events.map(({ type }) => type)).toEqual(['alive']);
    expect(draft).toMatchObject({ parts: [], cursors: { 'run-1': 4 } });
  });

  test('a stop reason of a newer server still ends the turn', async () => {
    const { draft, ending } = await foldFrames([{ message_type: 'stop_reason', stop_reason: 'moon_phase' }]);
    expect(draft.stop).toBe('unknown');
    expect(ending).toBe('end');
  });

  test.each([
    ['text', 'event: error\ndata: Something broke\n\n', 'Something broke'],
    [
      'an object inside',
      'event: error\ndata: {"error":{"type":"llm_error","message":"No model"}}\n\n',
      'No model',
    ],
    [
      'no event name',
      'data: {"message_type":"error_message","error_type":"x","message":"Plain"}\n\n',
      'Plain',
    ],
  ])('an error as %s ends the stream', async (_, text, message) => {
    const { draft, ending } = await foldText(text);
    expect(draft.failure?.message).toBe(message);
    expect(ending).toBe('end');
  });

  test('a last frame without its blank line still counts', async () => {
    const { draft, ending } = await foldText(
      'data: {"message_type":"stop_reason","stop_reason":"cancelled"}',
    );
    expect(draft.stop).toBe('cancelled');
    expect(ending).toBe('end');
  });
});
