import { describe, expect, test } from 'vitest';
import { applyEvent } from '../../utils/chat/apply-event.ts';
import type { ToolPart } from '../../utils/chat/message.ts';
import { emptyReply, type ReplyDraft } from '../../utils/chat/turn.ts';
import type { StopReason } from '../../utils/chat/stop-reason.ts';
import type { TurnEvent } from '../../utils/chat/turn-event.ts';

const live = { runId: 'run-1', seq: null, at: 10 } as const;
const past = { runId: null, seq: null, at: 99 } as const;
const ping: TurnEvent = { ...live, type: 'alive' };
const text = (words: string, key = 't1'): TurnEvent => ({
  ...live,
  type: 'text',
  key,
  text: words,
  whole: false,
});
const thought = (words: string): TurnEvent => ({
  ...live,
  type: 'reasoning',
  key: 'r1',
  text: words,
  whole: false,
});
const call = (
  args: string,
  more: { approval?: boolean; name?: string; whole?: boolean } = {},
): TurnEvent => ({
  ...live,
  type: 'tool-call',
  callId: 'c1',
  name: more.name ?? '',
  args,
  approval: more.approval ?? false,
  whole: more.whole ?? false,
});
const stop = (reason: StopReason, runId: string | null = 'run-1'): TurnEvent => ({
  ...live,
  runId,
  type: 'stop',
  reason,
});
const approve = (yes: boolean): TurnEvent => ({ ...past, type: 'approval', callId: 'c1', approve: yes });

function fold(...events: readonly TurnEvent[]): ReplyDraft {
  return events.reduce(applyEvent, emptyReply);
}

function toolOf({ parts }: ReplyDraft): ToolPart | undefined {
  return parts.find((part) => part.type === 'tool');
}

describe('text and thoughts', () => {
  test('pieces become one part, and nothing is made of an empty one', () => {
    const draft = fold(ping, thought(''), thought('Hm'), text('Hel'), text('lo'), text(''));
    expect(draft.parts).toEqual([
      { type: 'reasoning', key: 'r1', text: 'Hm', whole: false, startedAt: 10, endedAt: 10 },
      { type: 'text', key: 't1', text: 'Hello', whole: false },
    ]);
  });

  test('a whole text replaces its pieces, and later pieces are ignored', () => {
    const whole: TurnEvent = { ...past, type: 'text', key: 't1', text: 'Hello world', whole: true };
    const draft = fold(text('Hel'), whole);
    expect(draft.parts).toEqual([{ type: 'text', key: 't1', text: 'Hello world', whole: true }]);
    expect(applyEvent(draft, text('lo'))).toBe(draft);
    expect(applyEvent(draft, whole)).toBe(draft);
  });

  test('how long a thought took is only told where its end was heard', () => {
    const reread: TurnEvent = { ...past, type: 'text', key: 't1', text: 'Hi', whole: true };
    expect(fold(thought('Hm'), reread).parts[0]).toMatchObject({ startedAt: null, endedAt: null });
  });

  test('a piece leaves the other parts as they are', () => {
    const draft = fold(text('a'), text('b', 't2'));
    expect(applyEvent(draft, text('c', 't2')).parts[0]).toBe(draft.parts[0]);
  });
});

describe('tools', () => {
  test('arguments arrive in pieces; the call runs once they are complete', () => {
    expect(toolOf(fold(call('', { name: 'find' }), call('{"a":{"b":1}')))).toMatchObject({
      state: 'preparing',
    });
    const draft = fold(call('', { name: 'find' }), call('{"a":{"b":1}'), call('}'));
    expect(toolOf(draft)).toMatchObject({ name: 'find', args: '{"a":{"b":1}}', state: 'running' });
  });

  test('a tool whose return is not streamed is over when the agent speaks on, or stops', () => {
    const running = fold(call('{}', { name: 'find' }));
    expect(toolOf(applyEvent(running, text('So')))).toMatchObject({ state: 'done', result: null });
    expect(toolOf(applyEvent(running, stop('end_turn')))).toMatchObject({ state: 'done', result: null });
    expect(toolOf(applyEvent(running, stop('cancelled')))).toMatchObject({ state: 'failed', result: null });
  });

  test('its real return is still taken when it is read later', () => {
    const draft = fold(call('{}', { name: 'find' }), text('So'), {
      ...past,
      type: 'tool-return',
      callId: 'c1',
      status: 'error',
      text: 'No such file',
      denied: false,
    });
    expect(toolOf(draft)).toMatchObject({ state: 'failed', result: 'No such file' });
  });

  test('arguments that the server wrote anew with other spaces are no news', () => {
    const draft = fold(call('{"q":"x"}', { name: 'find' }));
    expect(applyEvent(draft, { ...call('{"q": "x"}', { name: 'find', whole: true }), ...past })).toBe(draft);
  });

  test('a return for a call of the answer before is not shown in this one', () => {
    const event: TurnEvent = {
      ...live,
      type: 'tool-return',
      callId: 'x',
      status: 'error',
      text: 'no',
      denied: true,
    };
    expect(fold(ping, event).parts).toEqual([]);
  });
});

describe('approvals', () => {
  const asked = fold(ping, call('{"x":', { name: 'danger', approval: true }), call('1}', { approval: true }));
  const waiting = applyEvent(asked, stop('requires_approval'));

  test('a request can be answered once its arguments are complete, and waits after the stop', () => {
    expect(toolOf(fold(call('{"x":', { name: 'danger', approval: true })))).toMatchObject({
      state: 'preparing',
    });
    expect(toolOf(asked)).toMatchObject({ state: 'approval' });
    expect(waiting.stop).toBe('requires_approval');
    expect(toolOf(waiting)).toMatchObject({ state: 'approval' });
  });

  test('a request without arguments waits after the stop too', () => {
    const draft = fold(ping, call('', { name: 'danger', approval: true }), stop('requires_approval'));
    expect(toolOf(draft)).toMatchObject({ state: 'approval' });
  });

  test('the answer takes back the stop, and a replay of the first run does not bring it again', () => {
    const answered = applyEvent(waiting, approve(true));
    expect(answered).toMatchObject({ stop: null, runId: null });
    expect(toolOf(answered)).toMatchObject({ state: 'running' });
    expect(applyEvent(answered, stop('requires_approval'))).toBe(answered);
    const second = [{ ...ping, runId: 'run-2' }, stop('end_turn', 'run-2')].reduce(applyEvent, answered);
    expect(second).toMatchObject({ stop: 'end_turn', runId: 'run-2' });
    expect(applyEvent(second, stop('requires_approval'))).toBe(second);
  });

  test('a denied call stays denied, whatever is read again', () => {
    const denied = applyEvent(waiting, approve(false));
    expect(toolOf(denied)).toMatchObject({ state: 'denied' });
    const again = applyEvent(denied, {
      ...call('{"x": 1}', { name: 'danger', approval: true, whole: true }),
      ...past,
    });
    expect(again).toBe(denied);
    expect(applyEvent(denied, approve(true))).toBe(denied);
  });

  test('a request that was answered elsewhere is closed when the turn ends well', () => {
    const draft = [{ ...ping, runId: 'run-2' }, stop('end_turn', 'run-2')].reduce(applyEvent, waiting);
    expect(toolOf(draft)).toMatchObject({ state: 'done' });
  });
});

describe('runs and ends', () => {
  test('a repeated number is ignored, a later ping moves the cursor', () => {
    const draft = fold({ ...ping, seq: 1 }, { ...text('Hi'), seq: 2 });
    expect(draft.cursors).toEqual({ 'run-1': 2 });
    expect(applyEvent(draft, { ...text('Hi'), seq: 2 })).toBe(draft);
    expect(applyEvent(draft, { ...ping, seq: 2 })).toBe(draft);
    const later = applyEvent(draft, { ...ping, seq: 3 });
    expect(later.cursors).toEqual({ 'run-1': 3 });
    expect(later.parts).toBe(draft.parts);
  });

  test('a failure and the stop before it are kept, also where only the failure names the run', () => {
    const failure: TurnEvent = {
      ...live,
      type: 'failure',
      errorType: 'llm_error',
      message: 'm',
      detail: 'd',
    };
    const draft = fold(stop('error', null), failure);
    expect(draft).toMatchObject({
      stop: 'error',
      failure: { errorType: 'llm_error', message: 'm', detail: 'd' },
    });
    expect(applyEvent(draft, failure)).toBe(draft);
  });

  test('a further run takes back the end of the one before', () => {
    const draft = fold(ping, stop('requires_approval'), { ...ping, runId: 'run-2' });
    expect(draft).toMatchObject({ runId: 'run-2', stop: null, failure: null });
  });
});

test('a long answer in small pieces is folded in a time that grows with its length only', () => {
  let draft = fold(ping, text('start'));
  const started = performance.now();
  for (let seq = 1; seq <= 50_000; seq++) draft = applyEvent(draft, { ...text('word '), seq });
  expect(draft.parts[0]).toMatchObject({ text: `start${'word '.repeat(50_000)}` });
  expect(performance.now() - started).toBeLessThan(5_000);
});
