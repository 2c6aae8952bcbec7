import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openPractice, parseRecording, type Frame, type Practice } from './open-practice.ts';

const masked = new Set(['content', 'reasoning', 'arguments', 'tool_return', 'detail', 'tool_call_id']);
const toolNames = new Set(['danger', 'read_job_page', 'read_cv', 'conversation_search']);

/** A frame without what differs from turn to turn: keys in order, nulls, and the words of the protocol. */
function shapeOf(value: unknown, key = ''): unknown {
  if (value === null) return null;
  if (Array.isArray(value)) return value.map((one) => shapeOf(one));
  if (typeof value === 'object') {
    return Object.entries(value).map(([name, inner]) => [name, shapeOf(inner, name)]);
  }
  if (typeof value === 'number') return 'number';
  if (masked.has(key)) return 'text';
  if (typeof value === 'string' && toolNames.has(value)) return 'tool';
  return (typeof value === 'string' ? value : JSON.stringify(value))
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'uuid')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/g, 'date');
}

/** The shapes of a stream; runs of pieces of one shape count once. */
function shapesOf(frames: readonly Frame[]): string[] {
  const shapes = frames.map((frame) => JSON.stringify([frame.event, shapeOf(frame.item)], null, 1));
  return shapes.filter((shape, at) => shape !== shapes[at - 1]);
}

function recording(name: string): string[] {
  return shapesOf(
    parseRecording(readFileSync(new URL(`../fixtures/letta/recordings/${name}`, import.meta.url), 'utf8')),
  );
}

const tool = {
  name: 'read_job_page',
  description: 'Reads the page.',
  parameters: { type: 'object', properties: {} },
};
const tokens = { streaming: true, stream_tokens: true, client_tools: [tool] };
const steps = { streaming: true, stream_tokens: false, client_tools: [tool] };

async function ask(practice: Practice, conversation: string, body: object): Promise<Frame[]> {
  return practice.stream(`/v1/conversations/${conversation}/messages`, body);
}
/** Asks for something that waits, and gives back the ids of the calls. */
async function pend(practice: Practice, conversation: string, words: string): Promise<string[]> {
  await ask(practice, conversation, { input: words, ...steps });
  const history = await practice.call('GET', `/v1/conversations/${conversation}/messages?order=asc`);
  return history.body.at(-1).tool_calls.map((call: { tool_call_id: string }) => call.tool_call_id);
}

describe('the practice agent streams what the real server streamed', () => {
  it.each([
    ['text-turn-foreground-tokens.sse', { input: 'Hi', ...tokens }],
    ['text-turn-background-tokens.sse', { input: 'Hi', ...tokens, background: true }],
    ['text-turn-foreground-steps.sse', { input: 'Hi', ...steps }],
    ['server-tool-turn-tokens.sse', { input: 'use a tool', ...tokens }],
    ['server-tool-turn-steps.sse', { input: 'use a tool', ...steps }],
    ['approval-requested-foreground-tokens.sse', { input: 'needs approval', ...tokens }],
    ['approval-requested-2.sse', { input: 'needs approval', ...tokens, background: true }],
    ['client-tool-requested-background-tokens.sse', { input: 'read the page', ...tokens, background: true }],
    ['client-tool-requested-steps.sse', { input: 'read the page', ...steps }],
    ['parallel-client-tools-requested.sse', { input: 'two approvals', ...tokens }],
    ['llm-error-401.sse', { input: 'fail 401', ...tokens, background: true }],
    ['llm-error-429.sse', { input: 'fail 429', ...tokens }],
    ['llm-error-500.sse', { input: 'fail 500', ...tokens }],
  ])('%s', async (name, body) => {
    await using practice = await openPractice();
    const frames = await ask(practice, await practice.createConversation(), body);
    expect(shapesOf(frames)).toEqual(recording(name));
  });

  it.each([
    ['plain-message-while-approval-pending.http', { input: 'Hi', ...tokens }],
    ['background-error-eof-without-done.http', { input: 'Hi', ...tokens, background: true }],
    [
      'approval-with-wrong-tool-call-id.sse',
      {
        messages: [
          { type: 'approval', approvals: [{ type: 'approval', tool_call_id: 'call_x', approve: true }] },
        ],
        ...tokens,
      },
    ],
  ])('%s, while a tool call waits', async (name, body) => {
    await using practice = await openPractice();
    const conversation = await practice.createConversation();
    await pend(practice, conversation, 'needs approval');
    expect(shapesOf(await ask(practice, conversation, body))).toEqual(recording(name));
  });

  it('approval-answered-background-steps.sse, when the user denies', async () => {
    await using practice = await openPractice();
    const conversation = await practice.createConversation();
    const [callId] = await pend(practice, conversation, 'needs approval');
    const approvals = [{ type: 'approval', tool_call_id: callId, approve: false, reason: 'not now' }];
    const body = { messages: [{ type: 'approval', approvals }], ...steps, background: true };
    const frames = await ask(practice, conversation, body);
    expect(shapesOf(frames)).toEqual(recording('approval-answered-background-steps.sse'));
    expect(frames[1]?.item?.['tool_return']).toBe('Error: request to call tool denied. User reason: not now');
  });

  it.each([
    ['client-tool-answered-background-steps.sse', { ...steps, background: true }],
    ['turn-after-approval.sse', tokens],
  ])('%s, when the client returns its result', async (name, mode) => {
    await using practice = await openPractice();
    const conversation = await practice.createConversation();
    const [callId] = await pend(practice, conversation, 'read the page');
    const returns = [{ type: 'tool', tool_call_id: callId, status: 'success', tool_return: 'Job: Rust dev' }];
    const body = { messages: [{ type: 'tool_return', tool_returns: returns }], ...mode };
    expect(shapesOf(await ask(practice, conversation, body))).toEqual(recording(name));
  });

  it('foreground-cancelled-no-done.sse, when it is cancelled', async () => {
    await using practice = await openPractice({ paceMs: 20 });
    const conversation = await practice.createConversation();
    let cancelled: unknown = null;
    const once = async (): Promise<void> => {
      cancelled = (await practice.call('POST', `/v1/conversations/${conversation}/cancel`)).body;
    };
    const path = `/v1/conversations/${conversation}/messages`;
    const frames = await practice.stream(path, { input: 'long 900', ...tokens }, { once });
    expect(Object.values(Object(cancelled))).toEqual(['cancelled']);
    expect(shapesOf(frames)).toEqual(recording('foreground-cancelled-no-done.sse'));
  });

  it('its history of a client tool turn has the recorded items', async () => {
    await using practice = await openPractice();
    const conversation = await practice.createConversation();
    await ask(practice, conversation, {
      messages: [{ role: 'user', content: 'hello', otid: 'o-1' }],
      ...tokens,
    });
    await ask(practice, conversation, {
      messages: [{ role: 'user', content: 'read the page', otid: 'o-2' }],
      ...tokens,
    });
    const path = `/v1/conversations/${conversation}/messages?order=asc`;
    const asked = (await practice.call('GET', path)).body.at(-1);
    const callId = asked.tool_calls[0].tool_call_id;
    const returns = [{ type: 'tool', tool_call_id: callId, status: 'success', tool_return: 'Job: Rust dev' }];
    await ask(practice, conversation, {
      messages: [{ type: 'tool_return', tool_returns: returns }],
      ...steps,
    });
    const ours = (await practice.call('GET', path)).body.map((item: unknown) => shapeOf(item));
    const url = new URL(
      '../fixtures/letta/recordings/conversation-messages-client-tool-turn-asc.json',
      import.meta.url,
    );
    const theirs = JSON.parse(readFileSync(url, 'utf8')).map((item: unknown) => shapeOf(item));
    const withoutOtids = (items: unknown): string =>
      JSON.stringify(items, null, 1).replaceAll(/"(o-1|o-2|my-otid-1|o-ct-1)"/g, '"mine"');
    expect(withoutOtids(ours)).toBe(withoutOtids(theirs));
  });
});
