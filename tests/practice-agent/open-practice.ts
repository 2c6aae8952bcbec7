import type { PracticeOptions } from '../../server/practice-agent/options.ts';
import { startPracticeAgent, type PracticeAgent } from '../../server/practice-agent/start-practice-agent.ts';
import { validateRequest, validateResponse } from '../fixtures/letta/openapi-validator.ts';

/** One frame of a stream: `event` is `error` or null; `item` is null for `[DONE]`. */
export interface Frame {
  readonly event: string | null;
  readonly item: Record<string, unknown> | null;
}

export interface Answer {
  readonly status: number;
  // oxlint-disable-next-line no-explicit-any -- a test says what it expects of the body
  readonly body: any;
  readonly headers: Headers;
}

export interface Practice extends AsyncDisposable {
  readonly agent: PracticeAgent;
  /** A JSON request; both directions are held against the OpenAPI document unless `loose`. */
  call(method: string, path: string, body?: unknown, more?: CallOptions): Promise<Answer>;
  /** Reads a stream to its end, or its first `frames` frames; calls `once` after the first 12. */
  stream(path: string, body: unknown, more?: StreamOptions): Promise<Frame[]>;
  createConversation(): Promise<string>;
}
interface StreamOptions {
  readonly frames?: number;
  readonly once?: () => Promise<unknown>;
}
interface CallOptions {
  readonly headers?: Record<string, string>;
  readonly loose?: boolean;
}

/** The agent route streams only to callers that say this; Node's own user agent is not enough. */
const sdkHeader = { 'x-stainless-package-version': '1.12.1' };

export async function openPractice(options: Partial<PracticeOptions> = {}): Promise<Practice> {
  const agent = await startPracticeAgent(options);
  const init = (method: string, body: unknown, headers = {}): RequestInit => ({
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const call: Practice['call'] = async (method, path, body, { headers, loose = false } = {}) => {
    if (!loose) validateRequest(method, path, body);
    const response = await fetch(agent.url + path, init(method, body, headers));
    const text = await response.text();
    const parsed: unknown = response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text;
    if (!loose) validateResponse(method, path, response.status, parsed);
    return { status: response.status, body: parsed, headers: response.headers };
  };
  return {
    agent,
    call,
    async stream(path, body, { frames = Infinity, once } = {}) {
      validateRequest('POST', path, body);
      const response = await fetch(agent.url + path, init('POST', body, sdkHeader));
      if (response.status !== 200 || !response.body) throw new Error(`HTTP ${response.status}`);
      return readFrames(response.body, frames, once);
    },
    async createConversation() {
      const made = await call('POST', `/v1/conversations/?agent_id=${agent.agentId}`);
      return made.body.id;
    },
    [Symbol.asyncDispose]: () => agent.close(),
  };
}

async function readFrames(
  body: ReadableStream<Uint8Array>,
  most: number,
  once?: () => Promise<unknown>,
): Promise<Frame[]> {
  let act = once;
  const frames: Frame[] = [];
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true });
    const whole = text.split('\n\n');
    text = whole.pop() ?? '';
    frames.push(...whole.map(parseFrame));
    if (act && frames.length >= 12) {
      await act();
      act = undefined;
    }
    if (frames.length >= most) return frames.slice(0, most);
  }
  return frames;
}

function parseFrame(block: string): Frame {
  const event = /^event: (.*)$/m.exec(block)?.[1] ?? null;
  const data = /^data: (.*)$/m.exec(block)?.[1] ?? '';
  return { event, item: data === '[DONE]' ? null : JSON.parse(data) };
}

/** The frames of a recorded stream, with or without its HTTP head. */
export function parseRecording(text: string): Frame[] {
  const body = text.startsWith('HTTP/') ? text.slice(text.search(/\r?\n\r?\n/)).trimStart() : text;
  return body
    .split('\n\n')
    .filter((block) => block.trim() !== '')
    .map(parseFrame);
}

/** The visible answer of a stream. */
export function answerOf(frames: readonly Frame[]): string {
  return frames
    .map(({ item }) => (item?.['message_type'] === 'assistant_message' ? item['content'] : ''))
    .join('');
}

/** The types of a stream's items, repeats left out; `DONE` for the terminator. */
export function typesOf(frames: readonly Frame[]): string[] {
  const types = frames.map(({ item }) => (item ? String(item['message_type']) : 'DONE'));
  return types.filter((type, at) => type !== types[at - 1]);
}
