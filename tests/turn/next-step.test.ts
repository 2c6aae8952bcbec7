import { describe, expect, test } from 'vitest';
import { emptyReply, type Turn } from '../../utils/chat/turn.ts';
import type { HistoryTurn, RunInfo, ServerFacts } from '../../utils/letta/letta-client.ts';
import { LettaError, type LettaErrorReason } from '../../utils/letta/letta-error.ts';
import { afterEnd, afterError, afterRead } from '../../utils/turn/next-step.ts';
import { type Act, firstStep, noTries, type Step, toPlainEnding, type Tries } from '../../utils/turn/step.ts';
import { askedFor, facts, makeTurn, someText } from './fixtures.ts';

/** A step in a few words: `wait, then resume`, `end error server-down unsure`. */
function toWords(step: Step): string {
  if (step.type === 'wait') return `wait, then ${step.next.type}`;
  if (step.type !== 'end') return step.type;
  return ['end', step.status, step.trouble?.reason, step.unsure ? 'unsure' : null].filter(Boolean).join(' ');
}

const foreground = { background: false } as const;
const oldServer: ServerFacts = { ...facts, version: '0.16.5' };

describe('a worker that finds a turn', () => {
  test.each<[string, Partial<Turn>, string]>([
    ['that was only written', { updatedAt: 1 }, 'send'],
    ['whose request went out in the background', {}, 'resume'],
    ['whose request went out in the foreground', foreground, 'read'],
    ['that waits for the user', { state: 'approval' }, 'ask'],
    ['that answers in the background', { state: 'streaming', reply: someText }, 'resume'],
  ])('%s: %s', (_name, patch, expected) => {
    expect(toWords(firstStep(makeTurn(patch)))).toBe(expected);
  });
});

describe('a stream that the server ended', () => {
  const failure = (message: string): Turn['reply'] => ({
    ...emptyReply,
    stop: 'error',
    failure: { errorType: 'internal_error', message, detail: '' },
  });
  const denied = [{ callId: 'call_1', approve: false, reason: '' }];
  test.each<[string, Partial<Turn>, Partial<Tries>, string]>([
    ['well', { reply: { ...someText, stop: 'end_turn' } }, {}, 'end final'],
    ['with a request for approval', { reply: askedFor }, {}, 'ask'],
    ['without a reason, as if it had nothing more', { reply: someText }, {}, 'read'],
    ['without a reason again', { reply: someText }, { reads: 1 }, 'end interrupted cut unsure'],
    ['cancelled', { reply: { ...someText, stop: 'cancelled' } }, {}, 'end interrupted stopped'],
    ['with nothing but an error', { reply: failure('x') }, {}, 'end error server-error'],
    [
      'with an error after some text',
      { reply: { ...failure('x'), parts: someText.parts } },
      {},
      'end interrupted server-error',
    ],
    [
      'because an older request waits',
      { reply: failure('is waiting for approval on a tool call') },
      {},
      'unblock',
    ],
    [
      'because of it once more',
      { reply: failure('is waiting for approval') },
      { unblocks: 1 },
      'end error approval-pending',
    ],
    [
      'because nobody asked for our denial',
      { reply: failure('No tool call is currently awaiting approval'), decisions: denied },
      {},
      'undeny',
    ],
    [
      'because somebody else has answered',
      {
        reply: failure('No tool call is currently awaiting approval'),
        decisions: denied,
        requestId: 'other',
      },
      {},
      'recheck',
    ],
    [
      'because it never kept the second of two calls',
      { reply: failure("Invalid tool call IDs. Expected '['a']'"), decisions: denied, requestId: 'other' },
      {},
      'recheck',
    ],
    [
      'because it does not want our answers, whatever we do',
      { reply: failure("Invalid tool call IDs. Expected '['a']'"), decisions: denied, requestId: 'other' },
      { rechecks: 1 },
      'end error server-error',
    ],
  ])('%s', (_name, patch, tries, expected) => {
    const turn = makeTurn(patch);
    expect(toWords(afterEnd(turn, { ...noTries, ...tries }))).toBe(expected);
    // What is told without a closer look is what the closer look tells.
    const plain = toPlainEnding(turn);
    expect(plain === null ? expected : toWords(plain)).toBe(expected);
  });
});

describe('a request that failed', () => {
  interface Case {
    readonly turn?: Partial<Turn>;
    readonly tries?: Partial<Tries>;
    readonly facts?: ServerFacts | null;
    readonly heard?: boolean;
    readonly runId?: string;
  }
  const failed = (act: Act['type'], reason: LettaErrorReason, given: Case = {}): string =>
    toWords(
      afterError({
        act: act === 'narrow' ? { type: act, callIds: [] } : { type: act },
        error: new LettaError(reason, '', { runId: given.runId ?? null }),
        turn: makeTurn(given.turn),
        tries: { ...noTries, ...given.tries },
        facts: given.facts === undefined ? facts : given.facts,
        heard: given.heard ?? false,
      }),
    );
  test.each<[string, Act['type'], LettaErrorReason, Case, string]>([
    ['needs Redis', 'send', 'no-background', {}, 'send'],
    ['wrong key', 'send', 'unauthorized', {}, 'end error wrong-key'],
    ['a page of somebody on the way', 'send', 'not-letta', {}, 'end error not-letta unsure'],
    ['conversation gone', 'send', 'not-found', {}, 'rebind'],
    ['somebody else talks', 'send', 'busy', { runId: 'run-9' }, 'wait, then send'],
    ['somebody else still talks', 'send', 'busy', { tries: { sends: 3 } }, 'end error busy'],
    ['it is our own answer', 'send', 'busy', { runId: 'run-1', turn: { reply: someText } }, 'resume'],
    ['lost in the background', 'send', 'unreachable', {}, 'wait, then send'],
    ['lost for good', 'send', 'unreachable', { tries: { sends: 3 } }, 'end error server-down unsure'],
    ['lost in the foreground', 'send', 'unreachable', { turn: foreground }, 'read'],
    ['lost, and the server cannot re-attach', 'send', 'unreachable', { facts: oldServer }, 'read'],
    [
      'lost in the foreground, not in the history',
      'send',
      'broken',
      { turn: foreground, tries: { reads: 1 } },
      'end error cut unsure',
    ],
    [
      'never connected',
      'send',
      'unreachable',
      { facts: null, turn: { updatedAt: 1 } },
      'end error server-down',
    ],
    [
      'broken in the background',
      'send',
      'broken',
      { heard: true, turn: { reply: someText } },
      'wait, then resume',
    ],
    [
      'broken in the foreground',
      'send',
      'broken',
      { heard: true, turn: { ...foreground, reply: someText } },
      'wait, then read',
    ],
    ['stalled', 'resume', 'stalled', {}, 'wait, then resume'],
    [
      'too often',
      'resume',
      'broken',
      { tries: { resumes: 6 }, turn: { reply: someText } },
      'end interrupted cut unsure',
    ],
    ['run forgotten', 'resume', 'expired', {}, 'read'],
    ['nothing runs', 'resume', 'no-active-run', {}, 'read'],
    ['made in the foreground', 'resume', 'refused', {}, 'read'],
    ['history unreachable', 'read', 'unreachable', { turn: { state: 'streaming' } }, 'wait, then read'],
    [
      'history unreachable too long',
      'read',
      'server',
      { turn: { state: 'streaming' }, tries: { reads: 5 } },
      'end error server-error unsure',
    ],
    [
      'history unreachable, nothing heard yet',
      'read',
      'unreachable',
      { tries: { reads: 1 } },
      'end error server-down unsure',
    ],
    ['conversation gone in the history', 'read', 'not-found', {}, 'end error unknown'],
  ])('%s', (_name, act, reason, given, expected) => {
    expect(failed(act, reason, given)).toBe(expected);
  });
});

test('a server that wants an absurd wait is asked again while somebody still looks', () => {
  const error = new LettaError('busy', '', { retryAfterMs: 99_999_999_999_000 });
  const step = afterError({
    act: { type: 'send' },
    error,
    turn: makeTurn(),
    tries: noTries,
    facts,
    heard: false,
  });
  expect(step).toMatchObject({ type: 'wait', afterMs: 60_000 });
});

describe('what the history says', () => {
  const place = { runId: null, seq: null, at: 1 };
  const complete: HistoryTurn = {
    found: true,
    events: [{ ...place, type: 'text', key: 'k', text: 'All', whole: true }],
    pendingCallIds: [],
    newest: true,
  };
  const halfway: HistoryTurn = {
    found: true,
    events: [{ ...place, type: 'tool-return', callId: 'c', status: 'success', text: '', denied: false }],
    pendingCallIds: [],
    newest: true,
  };
  const asking: HistoryTurn = { ...halfway, pendingCallIds: ['call_1'] };
  const absent: HistoryTurn = { found: false, events: [], pendingCallIds: [], newest: false };
  const run = (state: RunInfo['state'], background = true): RunInfo => ({
    id: 'run-1',
    state,
    background,
    failure: state === 'failed' ? { errorType: 'llm_error', message: '', detail: '' } : null,
  });
  const answered: Partial<Turn> = {
    state: 'answering',
    requestId: 'other',
    decisions: [{ callId: 'call_1', approve: true, reason: '' }],
    reply: { ...askedFor, stop: null },
  };
  test.each<[string, HistoryTurn, RunInfo | null, Partial<Turn>, Partial<Tries>, string]>([
    ['the answer is there', complete, null, foreground, {}, 'end final'],
    ['the run ended well without a word', halfway, run('completed'), {}, {}, 'end final'],
    ['the agent asks', asking, null, {}, {}, 'ask'],
    ['it still runs', absent, run('active', false), foreground, {}, 'wait, then read'],
    ['it still runs and can be streamed', halfway, run('active'), {}, {}, 'resume'],
    [
      'it still runs and could not be streamed',
      halfway,
      run('active'),
      {},
      { resumes: 1 },
      'wait, then read',
    ],
    [
      'it is said to run for ever',
      halfway,
      run('active'),
      {},
      { resumes: 1, reads: 400 },
      'end error stalled unsure',
    ],
    ['the run failed', absent, run('failed'), {}, {}, 'end error model-error'],
    ['the run was cancelled', halfway, run('cancelled'), { reply: someText }, {}, 'end interrupted stopped'],
    ['it never arrived, in the background', absent, null, {}, {}, 'send'],
    ['it never arrived, in the foreground', absent, null, foreground, {}, 'wait, then read'],
    [
      'it surely never arrived, in the foreground',
      absent,
      null,
      foreground,
      { reads: 3 },
      'end error cut unsure',
    ],
    [
      'it broke off',
      halfway,
      null,
      { ...foreground, state: 'streaming', reply: someText },
      { reads: 3 },
      'end interrupted cut unsure',
    ],
    ['our answer to its question never arrived', asking, null, answered, {}, 'send'],
    [
      'it waits for one call only, and we answered two',
      asking,
      run('failed'),
      {
        ...answered,
        decisions: ['call_1', 'call_2'].map((callId) => ({ callId, approve: true, reason: '' })),
      },
      {},
      'narrow',
    ],
    [
      'our answer to its question is being worked on',
      asking,
      run('active'),
      answered,
      { resumes: 1 },
      'wait, then read',
    ],
    ['it asks for something else now', { ...asking, pendingCallIds: ['call_2'] }, null, answered, {}, 'ask'],
  ])('%s', (_name, history, info, patch, tries, expected) => {
    const step = afterRead({
      turn: makeTurn(patch),
      history,
      run: info,
      tries: { ...noTries, ...tries },
      facts,
    });
    expect(toWords(step)).toBe(expected);
  });

  test('a server that cannot re-attach is never sent the same words again', () => {
    const step = afterRead({
      turn: makeTurn(),
      history: absent,
      run: null,
      tries: noTries,
      facts: oldServer,
    });
    expect(toWords(step)).toBe('wait, then read');
  });
});
