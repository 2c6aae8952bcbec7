import { textAt } from './frames.ts';
import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import { activeRuns, samePlace, type World } from './world.ts';
import { toMessages, type SendBody } from './request.ts';
import { createRun, readRun, untilEnded, type Run } from './run.ts';
import { runTurn } from './run-turn.ts';
import { noRedis, refusal, ServerError } from './server-error.ts';
import type { Place } from './state.ts';
import { InputError, readTurnInput } from './turn-input.ts';

export type PracticeContext = Context<{ Bindings: HttpBindings }>;

/** A send on any route. `locks`: at most one run in this thread, where there is Redis. */
export async function send(
  world: World,
  c: PracticeContext,
  request: { place: Place; body: SendBody; streaming: boolean; route: Run['route']; locks: boolean },
): Promise<Response> {
  const { place, body, streaming, route } = request;
  const { redis, steps } = world.options;
  const messages = toMessages(body);
  if (messages.length === 0) throw refusal(422, 'Messages must not be empty');
  const background = streaming && body.background;
  const locks = request.locks && redis;
  const otids = messages.flatMap((message) => (message.otid ? [message.otid] : []));
  // Only where a thread is locked the server knows a repeated request by its otids.
  const token = otids.length > 0 && locks ? `request ${otids.join('|')}` : null;
  if (token !== null && background) {
    const known = world.runs.get(world.runByOtid.get(token) ?? '');
    if (known && samePlace(known.place, place))
      return streamRun(world, c, { run: known, after: 0, pings: body.include_pings });
  }
  const holder = activeRuns(world, (run) => run.locks && samePlace(run.place, place))[0];
  if (holder && locks) throw busy(holder);
  if (background && !redis) throw refusal(503, noRedis);

  const run = createRun({ place, background, route, locks });
  if (!streaming) refusePending(world, run, messages);
  world.runs.set(run.id, run);
  if (token !== null) world.runByOtid.set(token, run.id);
  for (const otid of otids) world.runByOtid.set(otid, run.id);
  const conversation = world.state.conversations.find((one) => one.id === place.conversationId);
  if (conversation) conversation.lastMessageAt = Date.now();

  const clientTools = (body.client_tools ?? []).map((tool) => tool.name);
  const tokens = streaming && body.stream_tokens && !steps;
  const pings = streaming && body.include_pings;
  // Not awaited: the run goes on whether or not anybody listens.
  const turn = runTurn(world, run, { messages, tokens, pings, clientTools });
  if (streaming) {
    const fault = world.faults.take('stream');
    if (fault?.how === 'cut') run.cutAfter = fault.after ?? 0;
    const limit = fault && fault.how !== 'cut' ? { after: fault.after ?? 0, how: fault.how } : null;
    return streamRun(world, c, { run, after: 0, pings, limit });
  }
  await turn;
  await untilEnded(run);
  return answerWhole(c, run);
}

function busy(holder: Run): ServerError {
  const detail =
    `CONFLICT: Cannot send a new message: Another request (run_id=${holder.id}) is currently being processed ` +
    'for this conversation. Please wait for it to complete.';
  return new ServerError(409, { detail, run_id: holder.id });
}

/** Not streamed, a message in the way of an approval is refused as 409. */
function refusePending(
  world: World,
  run: Run,
  messages: Parameters<typeof readTurnInput>[2]['messages'],
): void {
  if (messages[0]?.type === 'approval') return;
  try {
    readTurnInput(world.state, run.place, { messages, runId: run.id });
  } catch (error) {
    if (!(error instanceof InputError) || error.pendingId === null) throw error;
    throw new ServerError(409, {
      detail: { code: 'PENDING_APPROVAL', message: error.message, pending_request_id: error.pendingId },
    });
  }
}

const statusOf: Readonly<Record<string, number>> = {
  llm_authentication: 401,
  llm_rate_limit: 429,
  llm_timeout: 504,
};

function answerWhole(c: PracticeContext, run: Run): Response {
  if (run.error) {
    const type = textAt(run.error, 'error_type');
    const detail = textAt(run.error, 'detail');
    const outOfCredit = detail.startsWith('PAYMENT_REQUIRED');
    if (type === 'internal_error') throw refusal(500, 'An unknown error occurred');
    throw new ServerError(outOfCredit ? 402 : (statusOf[type] ?? 500), {
      error: {
        type: outOfCredit ? 'llm_insufficient_credits' : type,
        message: textAt(run.error, 'message'),
        detail,
      },
    });
  }
  const nothing = {
    message_type: 'usage_statistics',
    completion_tokens: 0,
    prompt_tokens: 0,
    total_tokens: 0,
    step_count: 0,
  };
  return c.json({
    messages: run.said,
    stop_reason: { message_type: 'stop_reason', stop_reason: run.stopReason ?? 'error' },
    usage: run.usage ?? nothing,
    logprobs: null,
    turns: null,
  });
}

interface StreamRequest {
  readonly run: Run;
  readonly after: number;
  readonly pings: boolean;
  /** Stop the stream wrongly after that many frames. */
  readonly limit?: { readonly after: number; readonly how: 'stall' | 'end' | number } | null;
}

/** The run's stream as Server-Sent Events. Closing it leaves the run alone. */
export function streamRun(world: World, c: PracticeContext, request: StreamRequest): Response {
  const { run, after, pings, limit = null } = request;
  const closed = new AbortController();
  const keepaliveMs = pings ? world.options.keepaliveMs : null;
  const pieces = readRun(run, { after, keepaliveMs }, closed.signal);
  const encoder = new TextEncoder();
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (limit && sent >= limit.after) {
        if (limit.how === 'stall') await untilAborted(closed.signal);
        controller.close();
        return;
      }
      const next = await pieces.next();
      if (next.done === true) {
        controller.close();
      } else if (next.value === 'cut') {
        c.env.outgoing.destroy();
      } else {
        sent += 1;
        controller.enqueue(encoder.encode(next.value.wire));
      }
    },
    cancel() {
      closed.abort();
    },
  });
  return c.body(body, 200, { 'content-type': 'text/event-stream; charset=utf-8' });
}

function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
