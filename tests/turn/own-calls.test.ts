import { describe, expect, test } from 'vitest';
import type { ToolPart } from '../../utils/chat/message.ts';
import { type ApprovalDecision, emptyReply, type Turn } from '../../utils/chat/turn.ts';
import { clientTools, takesClientTools } from '../../utils/turn/client-tools.ts';
import { isSettled, nextToRun, toAnswers, undecidedCalls, withRequest } from '../../utils/turn/own-calls.ts';
import { openCalls } from '../../utils/turn/step.ts';
import { facts, makeTurn } from './fixtures.ts';

function call(callId: string, name: string, state: ToolPart['state']): ToolPart {
  return { type: 'tool', callId, name, args: '{}', state, result: null };
}
const yes = (callId: string): ApprovalDecision => ({ callId, approve: true, reason: '' });
const no = (callId: string, reason = ''): ApprovalDecision => ({ callId, approve: false, reason });

/** A turn that waits, with our page tool `p`, our selection tool `s` and the server's tool `d`. */
function waiting(parts: readonly ToolPart[], patch: Partial<Turn> = {}): Turn {
  const reply = { ...emptyReply, parts: [...parts], runId: 'run-1', stop: 'requires_approval' as const };
  return makeTurn({ state: 'approval', reply, ...patch });
}
const page = (state: ToolPart['state']) => call('p', 'read_job_page', state);
const selection = (state: ToolPart['state']) => call('s', 'read_selection', state);
const danger = (state: ToolPart['state']) => call('d', 'danger', state);
const done = (callId: string) => ({ callId, status: 'success', text: 'Read.' }) as const;

describe('what is to do about a step’s calls', () => {
  test.each([
    ['nothing is decided', waiting([page('approval')]), null, false],
    ['ours is allowed', waiting([page('running')], { decisions: [yes('p')] }), 'p', false],
    ['ours was read', waiting([page('done')], { decisions: [yes('p')], results: [done('p')] }), null, true],
    ['ours is refused', waiting([page('denied')], { decisions: [no('p')] }), null, true],
    ['the server’s is allowed', waiting([danger('running')], { decisions: [yes('d')] }), null, true],
    [
      'ours was read, the server’s waits',
      waiting([page('done'), danger('approval')], { decisions: [yes('p')], results: [done('p')] }),
      null,
      false,
    ],
    [
      'the first of two was read',
      waiting([page('done'), selection('running')], {
        decisions: [yes('p'), yes('s')],
        results: [done('p')],
      }),
      's',
      false,
    ],
    [
      'an earlier step’s answers are gone',
      waiting([page('done'), selection('approval')], { decisions: [], results: [] }),
      null,
      false,
    ],
    ['the answers are on their way', makeTurn({ state: 'answering', decisions: [yes('p')] }), null, false],
  ])('%s', (_what, turn, next, settled) => {
    expect(nextToRun(turn)?.call.callId ?? null).toBe(next);
    expect(isSettled(turn)).toBe(settled);
  });
});

test('only our own waiting calls are taken for ours', () => {
  const turn = waiting([page('approval'), danger('approval'), selection('denied')]);
  expect(undecidedCalls(turn)).toEqual([{ callId: 'p', tool: 'read_job_page' }]);
});

test('the last answer makes a request with a name of its own, for a run not known yet', () => {
  const turn = waiting([page('done')], { decisions: [yes('p')] });
  const patch = withRequest(turn, { results: [done('p')] });
  expect(patch).toMatchObject({ state: 'answering', reply: { runId: null, stop: null } });
  expect(patch.requestId).not.toBe(turn.requestId);
  expect(withRequest(turn, {})).toEqual({});
});

test('what we ran is told as a result, everything else as a decision', () => {
  const turn = waiting([page('done'), selection('denied'), danger('denied')], {
    decisions: [yes('p'), no('s'), no('d')],
    results: [done('p')],
  });
  expect(toAnswers(turn)).toEqual({
    results: [done('p')],
    decisions: [no('s', 'The user refused.'), no('d')],
  });
});

test('all calls of a step are open until the server has their answers', () => {
  const parts = [page('done'), danger('approval')];
  const turn = waiting(parts, { decisions: [yes('p')], results: [done('p')] });
  expect(openCalls(turn)).toEqual(['p', 'd']);
  expect(openCalls({ ...turn, state: 'streaming' })).toEqual(['d']);
});

test.each([
  ['0.16.8', {}, true],
  ['0.16.2', {}, true],
  ['0.16.1', {}, false],
  ['0.14.1', { conversations: false }, false],
  ['', {}, true],
  ['', { conversations: false }, false],
  ['0.9', { dialect: 'cloud' }, true],
] as const)('a server %s %o takes our tools: %s', (version, patch, takes) => {
  expect(takesClientTools({ ...facts, version, ...patch })).toBe(takes);
});

test('each of our tools has a name, a description and a schema without required fields', () => {
  expect(clientTools.map(({ name }) => name)).toEqual(['read_job_page', 'read_selection']);
  for (const { description, parameters } of clientTools) {
    expect(description).toContain('consent');
    expect(parameters).toEqual({ type: 'object', properties: {} });
  }
});
