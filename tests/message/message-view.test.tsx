// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, within } from '@testing-library/preact';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { loadMessageParts } from '../../components/message/late-parts.ts';
import { MessageView, type MessageActions } from '../../components/message/MessageView.tsx';
import type { Message } from '../../utils/chat/message.ts';
import type { ApprovalDecision } from '../../utils/chat/turn.ts';
import { answerWith, ownMessage, textPart, toolPart, troubleOf } from './message-samples.ts';

beforeAll(loadMessageParts);

afterEach(cleanup);

function createActions(): MessageActions & {
  readonly log: string[];
  readonly decided: ApprovalDecision[][];
} {
  const log: string[] = [];
  const decided: ApprovalDecision[][] = [];
  return {
    log,
    decided,
    copy: (message) => void log.push(`copy ${message.id}`),
    edit: (message) => void log.push(`edit ${message.id}`),
    regenerate: (message) => void log.push(`regenerate ${message.id}`),
    retry: (message) => void log.push(`retry ${message.id}`),
    resume: (message) => void log.push(`resume ${message.id}`),
    decide: (decisions) => void decided.push(decisions),
    openSettings: () => void log.push('settings'),
  };
}

function draw(message: Message, over: { live?: boolean; last?: boolean; actions?: MessageActions } = {}) {
  const { live = false, last = true, actions = createActions() } = over;
  return render(<MessageView message={message} name="Agent" live={live} last={last} actions={actions} />);
}

describe('a message', () => {
  test('of the user is an article named You with the text as it was typed', () => {
    draw(ownMessage('**not bold**\n<b>line two</b>'));
    const article = screen.getByRole('article', { name: 'You' });
    expect(article.querySelector('[dir=auto]')?.textContent).toBe('**not bold**\n<b>line two</b>');
  });

  test('of the agent carries its own name, else the one given', () => {
    draw(answerWith([textPart('hi')]));
    expect(screen.getByRole('article', { name: 'Career agent' }).textContent).toContain('hi');
    cleanup();
    draw(answerWith([textPart('hi')], { author: '' }));
    expect(screen.getByRole('article', { name: 'Agent' })).toBeDefined();
  });

  test('shows its parts in order', () => {
    draw(answerWith([textPart('one'), toolPart(), textPart('two')]));
    expect(screen.getByRole('article').textContent).toMatch(/one.*search_jobs.*two/s);
  });

  test('folds reasoning away and says how long it took', () => {
    draw(
      answerWith([{ type: 'reasoning', key: 'r', text: 'hmm', whole: true, startedAt: 1000, endedAt: 5000 }]),
    );
    const group = screen.getByRole('group', { name: 'Reasoning' });
    expect(group.hasAttribute('open')).toBe(false);
    expect(group.textContent).toBe('Thought for 4 shmm');
  });

  test.each([
    ['preparing', 'preparing'],
    ['running', 'running'],
    ['done', 'done'],
    ['failed', 'failed'],
    ['denied', 'denied'],
  ] as const)('shows a tool call that is %s', (state, word) => {
    draw(answerWith([toolPart({ state })]));
    const group = screen.getByRole('group', { name: 'Tool: search_jobs' });
    expect(group.hasAttribute('open')).toBe(false);
    expect(group.querySelector('summary')?.textContent).toBe(`search_jobs ${word}`);
    expect(within(group).getByLabelText('Arguments').textContent).toBe('{\n  "q": "rust"\n}');
    expect(within(group).getByLabelText('Result').textContent).toBe('3 found');
  });

  test('of a newer version is drawn as far as it is understood', () => {
    draw(answerWith([{ type: 'other', raw: { type: 'hologram' } }, textPart('seen')]));
    expect(screen.getByRole('article').textContent).toContain('seen');
  });

  test('that is being written says so until its first word', () => {
    const { rerender } = draw(answerWith([]), { live: true });
    expect(screen.getByRole('article').getAttribute('aria-busy')).toBe('true');
    expect(screen.getByText('Career agent is answering')).toBeDefined();
    rerender(
      <MessageView message={answerWith([textPart('Hel')])} name="" live last actions={createActions()} />,
    );
    expect(screen.queryByText('Career agent is answering')).toBeNull();
  });
});

describe('an approval', () => {
  const waiting = (callId: string, name: string) =>
    toolPart({ callId, name, state: 'approval', result: null });

  test('is asked for with the tool, its arguments and two buttons', () => {
    const actions = createActions();
    draw(answerWith([waiting('a', 'apply')]), { live: true, actions });
    const group = screen.getByRole('group', { name: 'Approval needed' });
    expect(group.textContent).toContain('apply');
    expect(within(group).getByLabelText('Arguments').textContent).toContain('rust');
    fireEvent.click(within(group).getByRole('button', { name: 'Deny' }));
    expect(actions.decided).toEqual([[{ callId: 'a', approve: false, reason: '' }]]);
    expect(screen.queryByRole('button', { name: 'Approve all' })).toBeNull();
  });

  test('of several calls is answered together, once all are decided', () => {
    const actions = createActions();
    draw(answerWith([waiting('a', 'apply'), waiting('b', 'mail')]), { live: true, actions });
    const [first, second] = screen.getAllByRole('group', { name: 'Approval needed' });
    if (!first || !second) throw new Error('two groups expected');
    fireEvent.click(within(first).getByRole('button', { name: 'Approve' }));
    expect(actions.decided).toEqual([]);
    expect(first.textContent).toContain('waiting for your other decisions');
    fireEvent.click(within(second).getByRole('button', { name: 'Deny' }));
    expect(actions.decided).toEqual([
      [
        { callId: 'a', approve: true, reason: '' },
        { callId: 'b', approve: false, reason: '' },
      ],
    ]);
  });

  test('of several calls can be given at once', () => {
    const actions = createActions();
    draw(answerWith([waiting('a', 'apply'), waiting('b', 'mail')]), { live: true, actions });
    fireEvent.click(screen.getByRole('button', { name: 'Approve all' }));
    expect(actions.decided[0]?.map(({ approve }) => approve)).toEqual([true, true]);
  });

  test('has no dead buttons where nobody can be told', () => {
    draw(answerWith([waiting('a', 'apply')]), { actions: { copy: () => undefined } });
    expect(within(screen.getByRole('group', { name: 'Approval needed' })).queryAllByRole('button')).toEqual(
      [],
    );
  });
});

describe('what can be done with a message', () => {
  test('is reachable by name and by Tab', () => {
    const actions = createActions();
    const own = ownMessage('q');
    draw(own, { actions });
    fireEvent.click(screen.getByRole('button', { name: 'Copy message' }));
    fireEvent.click(screen.getByRole('button', { name: 'Edit message' }));
    expect(screen.queryByRole('button', { name: 'Regenerate' })).toBeNull();
    expect(actions.log).toEqual([`copy ${own.id}`, `edit ${own.id}`]);
    expect(screen.getAllByRole('button').every((button) => button.tabIndex === 0)).toBe(true);
  });

  test('only the last answer can be regenerated, and none while it is written', () => {
    const answer = answerWith([textPart('a')]);
    draw(answer);
    expect(screen.getByRole('button', { name: 'Regenerate' })).toBeDefined();
    cleanup();
    draw(answer, { last: false });
    expect(screen.queryByRole('button', { name: 'Regenerate' })).toBeNull();
    cleanup();
    draw(answer, { live: true });
    expect(screen.queryAllByRole('button')).toEqual([]);
  });
});

describe('an answer that did not end well', () => {
  test.each([
    ['model-error', 'error', 'Try again', 'retry'],
    ['cut', 'interrupted', 'Continue', 'resume'],
    ['wrong-key', 'error', 'Open settings', 'settings'],
  ] as const)('says why and offers what helps: %s', (reason, status, label, act) => {
    const actions = createActions();
    draw(answerWith([], { status, trouble: troubleOf(reason) }), { actions });
    const alert = screen.getByRole('alert');
    const buttons = within(alert).getAllByRole('button');
    expect(buttons.map((button) => button.textContent)).toEqual([label]);
    fireEvent.click(within(alert).getByRole('button', { name: label }));
    expect(actions.log[0]).toContain(act);
  });

  test('that the user stopped is no alarm', () => {
    draw(answerWith([textPart('half')], { status: 'interrupted', trouble: troubleOf('stopped') }));
    expect(screen.queryByRole('alert')).toBeNull();
    expect(screen.getByText('You stopped this answer.')).toBeDefined();
    expect(screen.getByRole('button', { name: 'Continue' })).toBeDefined();
  });

  test('further up keeps its words but neither alarm nor button', () => {
    draw(answerWith([], { status: 'error', trouble: troubleOf('model-error') }), { last: false });
    expect(screen.queryByRole('alert')).toBeNull();
    expect(screen.queryByRole('button')).toBeNull();
    expect(screen.getByRole('article').textContent).toContain('language model');
  });

  test("keeps the server's own words behind Details", () => {
    const trouble = troubleOf('model-error', { message: 'llm_error', detail: 'upstream 500' });
    draw(answerWith([], { status: 'error', trouble }));
    expect(screen.getByRole('alert').textContent).not.toContain('llm_error');
    const details = screen.getByRole('group', { name: 'Details' });
    expect(details.hasAttribute('open')).toBe(false);
    expect(details.textContent).toContain('llm_error\nupstream 500');
  });
});
