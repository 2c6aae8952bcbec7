import { sleep } from '../../utils/std/sleep.ts';
import {
  cancelledFrame,
  pingItem,
  toDataFrame,
  toErrorFrame,
  type Item,
  type ToolReturn,
  textAt,
} from './frames.ts';
import { toText, type SendMessage } from './request.ts';
import { addFrame, endRun, nextSeq, type Run } from './run.ts';
import { planStep, type PlannedStep } from './script.ts';
import { ensureSystemMessage, messagesOf, type Agent, type StoredMessage } from './state.ts';
import { toStep, type Step } from './step-pieces.ts';
import { runServerTool } from './tools.ts';
import { describeFailure, parseTriggers, type Failure, type Triggers } from './trigger.ts';
import { InputError, readTurnInput, toToolMessage, type TurnInput } from './turn-input.ts';
import type { World } from './world.ts';

export interface TurnRequest {
  readonly messages: readonly SendMessage[];
  /** True: pieces as a model's tokens come; false: whole messages. */
  readonly tokens: boolean;
  readonly pings: boolean;
  readonly clientTools: readonly string[];
}

/** A turn on its way: what it has stored and said so far. */
interface Turn {
  readonly world: World;
  readonly run: Run;
  readonly request: TurnRequest;
  readonly agent: Agent;
  readonly input: TurnInput;
  readonly triggers: Triggers;
  /** Stored with the next step that ends well. */
  unsaved: StoredMessage[];
  results: readonly ToolReturn[];
  steps: number;
}

/**
 * Carries a turn out and writes its stream into the run. Never rejects; whether anybody listens does not
 * matter. Messages are stored step by step, each step when it is through, as the real server does.
 */
export async function runTurn(world: World, run: Run, request: TurnRequest): Promise<void> {
  if (request.pings) addFrame(run, toDataFrame(pingItem(run.id, nextSeq(run))));
  const agent = world.state.agents.find((one) => one.id === run.place.agentId);
  if (!agent) return failTurn(run, internal('The agent was deleted.'));
  try {
    const input = readTurnInput(world.state, run.place, { messages: request.messages, runId: run.id });
    const triggers = parseTriggers(input.text ?? '');
    const turn: Turn = {
      world,
      run,
      request,
      agent,
      input,
      triggers,
      unsaved: [...input.stored],
      results: input.results,
      steps: 0,
    };
    await carryOut(turn);
  } catch (error) {
    const own = error instanceof InputError && error.pendingId !== null;
    failTurn(run, internal(error instanceof Error ? error.message : String(error), own));
  } finally {
    const conversation = world.state.conversations.find((one) => one.id === run.place.conversationId);
    agent.lastRunAt = Date.now();
    agent.lastRunMs = Date.now() - run.createdAt;
    agent.lastStopReason = run.stopReason;
    if (conversation) conversation.lastRunAt = Date.now();
    world.state.save();
  }
}

async function carryOut(turn: Turn): Promise<void> {
  const { run, request, input, triggers } = turn;
  if (triggers.fail && !triggers.fail.late) return failTurn(run, describeFailure(triggers.fail.how));
  if (input.returned && (input.returned.executed || !request.tokens)) addItem(run, input.returned.item);
  while (turn.steps < 5) {
    const plan = planStep(viewOf(turn));
    const step = toStep(plan, {
      runId: run.id,
      tokens: request.tokens,
      think: triggers.think,
      oneCall: turn.world.options.oneCall,
    });
    turn.steps += 1;
    const sent = await sendPieces(turn, step);
    if (sent === 'cancelled') return;
    if (sent === 'failed') return failTurn(run, describeFailure(triggers.fail?.how ?? 'internal'));
    keep(turn, step, step.pieces.length);
    if (plan.calls.length === 0) return finish(turn, 'end_turn');
    if (plan.approval) return finish(turn, 'requires_approval');
    turn.results = [...turn.results, ...callTools(turn, plan, step)];
  }
  finish(turn, 'max_steps');
}

/** Sends a step at its pace; a cancel ends it between two pieces. */
async function sendPieces(turn: Turn, step: Step): Promise<'sent' | 'failed' | 'cancelled'> {
  const { run, triggers, world } = turn;
  const { pieces } = step;
  const half = Math.floor(pieces.length / 2);
  const paceMs =
    triggers.slowSeconds === null ? world.options.paceMs : (triggers.slowSeconds * 1000) / pieces.length;
  if (triggers.cut && turn.steps === 1) run.cutAfter = run.frames.length + half;
  const startedAt = performance.now();
  let stalledMs = 0;
  for (const [at, piece] of pieces.entries()) {
    try {
      if (at === half && triggers.stallSeconds !== null && turn.steps === 1) {
        run.silent = true;
        stalledMs = triggers.stallSeconds * 1000;
        await sleep(Math.min(stalledMs, 2 ** 31 - 1), run.cancel.signal);
        run.silent = false;
      }
      // Against the clock, so that fast paces are not slowed down by the timer's coarseness.
      const waitMs = startedAt + stalledMs + (at + 1) * paceMs - performance.now();
      if (waitMs > 1 || at % 64 === 0) await sleep(Math.max(0, waitMs), run.cancel.signal);
      run.cancel.signal.throwIfAborted();
    } catch {
      run.silent = false;
      cancelTurn(turn, step, at);
      return 'cancelled';
    }
    if (triggers.fail?.late === true && at === half) return 'failed';
    addItem(run, piece);
  }
  return 'sent';
}

function addItem(run: Run, item: Item): void {
  run.said.push(item);
  addFrame(run, toDataFrame({ ...item, seq_id: nextSeq(run) }));
}

/** Stores what was waiting and the step as far as its first `count` pieces go. */
function keep(turn: Turn, step: Step, count: number): void {
  const { state } = turn.world;
  const { place } = turn.run;
  ensureSystemMessage(state, place);
  const withStep = turn.unsaved.map((message) =>
    message.role === 'user'
      ? { ...message, items: message.items.map((item) => ({ ...item, step_id: step.stepId })) }
      : message,
  );
  const stored = step.toStored(count);
  state.messages.push(...withStep, ...(stored ? [{ ...stored, ...place }] : []));
  turn.unsaved = [];
  state.save();
}

function callTools(turn: Turn, plan: PlannedStep, step: Step): ToolReturn[] {
  const { run, world } = turn;
  const results = plan.calls.map((call) => runServerTool(world.state, run.place, call));
  const item = toToolMessage(results, {
    name: plan.calls[0]?.name ?? null,
    runId: run.id,
    stepId: step.stepId,
  });
  world.state.messages.push({ id: textAt(item, 'id'), ...run.place, role: 'tool', items: [item] });
  world.state.save();
  addItem(run, item);
  return results;
}

function finish(turn: Turn, stopReason: string): void {
  const { run, request, steps } = turn;
  run.stopReason = stopReason;
  // The real server leaves these open when it streams tokens.
  const unknown = request.tokens ? null : 0;
  run.usage = {
    message_type: 'usage_statistics',
    completion_tokens: 5 * steps,
    prompt_tokens: 10 * steps,
    total_tokens: 15 * steps,
    step_count: steps,
    run_ids: null,
    cached_input_tokens: unknown,
    cache_write_tokens: unknown,
    reasoning_tokens: unknown,
    context_tokens: 15,
  };
  addFrame(run, toDataFrame({ message_type: 'stop_reason', stop_reason: stopReason }));
  addFrame(run, toDataFrame(run.usage));
  endRun(run, 'completed', true);
}

/** Cancelled in the foreground nothing of the step is kept, in the background what was said is. */
function cancelTurn(turn: Turn, step: Step, count: number): void {
  const { run } = turn;
  run.stopReason = 'cancelled';
  if (run.background && !run.dropped) keep(turn, step, count);
  addFrame(run, cancelledFrame);
  endRun(run, 'cancelled', run.background);
}

/** Nothing of a failed step is kept, not even the user's message. */
function failTurn(run: Run, failure: ReturnType<typeof describeFailure>): void {
  run.stopReason = failure.stopReason;
  addFrame(run, toDataFrame({ message_type: 'stop_reason', stop_reason: failure.stopReason }));
  const item = {
    message_type: 'error_message',
    run_id: run.id,
    error_type: failure.errorType,
    message: failure.message,
    detail: failure.detail,
    seq_id: nextSeq(run),
  };
  run.error = item;
  addFrame(run, toErrorFrame(item));
  endRun(run, 'failed', !run.background);
}

/** The server's own errors carry their words in `message` too, foreign ones only in `detail`. */
function internal(detail: string, own = false): ReturnType<typeof describeFailure> {
  const failure: Failure = 'internal';
  const base = describeFailure(failure);
  return { ...base, detail, message: own ? detail : base.message };
}

function viewOf(turn: Turn): Parameters<typeof planStep>[0] {
  const { agent, run, world, request } = turn;
  const messages = messagesOf(world.state, run.place);
  const asked = messages.slice(messages.findLastIndex(({ role }) => role === 'user') + 1);
  const earlier = messages
    .filter((message) => message.role === 'user')
    .map((message) => {
      const content = message.items[0]?.['content'];
      return typeof content === 'string' ? content : '';
    });
  const lastWords = request.messages.findLast((one) => one.type === 'message');
  const message = lastWords ? toText(lastWords.content) : (earlier.at(-1) ?? '');
  return {
    agentName: agent.name,
    human: agent.blocks.find((block) => block.label === 'human')?.value ?? '',
    earlier,
    message,
    results: turn.results,
    waited: asked.filter(({ items }) =>
      items.some((item) => item['message_type'] === 'approval_request_message'),
    ).length,
    clientTools: request.clientTools,
    words: world.options.words,
    answer: world.options.answer,
  };
}
