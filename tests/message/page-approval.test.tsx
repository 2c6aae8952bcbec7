// @vitest-environment happy-dom
import { signal } from '@preact/signals';
import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/preact';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { loadMessageParts } from '../../components/message/late-parts.ts';
import { MessageView } from '../../components/message/MessageView.tsx';
import type { PageToRead } from '../../components/message/page-to-read.ts';
import type { ToolPart } from '../../utils/chat/message.ts';
import type { ApprovalDecision } from '../../utils/chat/turn.ts';
import { answerWith, toolPart } from './message-samples.ts';

beforeAll(loadMessageParts);

afterEach(cleanup);

const open: PageToRead = {
  tabId: 4,
  origin: 'https://jobs.example.com',
  title: 'Rust <b>developer</b>',
  access: 'open',
};
const waiting = (over: Partial<ToolPart> = {}) =>
  toolPart({ name: 'read_job_page', state: 'approval', result: null, args: '{}', ...over });

/** An answer that waits; `grants`: what the browser says when it is asked. */
function draw({
  page = open,
  grants = true,
  parts = [waiting()],
}: { page?: PageToRead | null; grants?: boolean; parts?: readonly ReturnType<typeof waiting>[] } = {}) {
  const asked: string[] = [];
  const decided: ApprovalDecision[][] = [];
  const shown = signal(page);
  const actions = {
    copy: () => {},
    decide: (decisions: ApprovalDecision[]) => void decided.push(decisions),
    page: shown,
    grantPage: async (origin: string) => {
      asked.push(origin);
      return grants;
    },
  };
  render(<MessageView message={answerWith(parts)} name="Agent" live last actions={actions} />);
  return { asked, decided, shown };
}
const group = () => screen.getByRole('group', { name: 'Approval needed' });
const press = (name: string) => fireEvent.click(within(group()).getByRole('button', { name }));

describe('the agent’s wish to read the page', () => {
  test('is said in words, with the page and the site, as text', () => {
    draw();
    expect(group().textContent).toContain('Career agent wants to read the job page in this tab');
    expect(group().textContent).toContain('Rust <b>developer</b>');
    expect(group().textContent).toContain('jobs.example.com');
    expect(group().querySelector('b')).toBeNull();
  });

  test('names the selection where that is asked for', () => {
    draw({ parts: [waiting({ name: 'read_selection' })] });
    expect(group().textContent).toContain('wants to read the text that you selected in this tab');
  });

  test.each([
    ['Approve', 'once', []],
    ['Always on this site', 'site', ['https://jobs.example.com']],
    ['Always', 'always', ['https://jobs.example.com']],
  ] as const)('is granted by "%s" for the page that was named', async (name, scope, sites) => {
    const { asked, decided } = draw();
    press(name);
    expect(asked).toEqual(sites);
    const tab = { tabId: 4, origin: 'https://jobs.example.com' };
    await waitFor(() =>
      expect(decided).toEqual([[{ callId: 'call_1', approve: true, reason: '', scope, tab }]]),
    );
  });

  test('is refused by "Deny"', () => {
    const { decided } = draw();
    press('Deny');
    expect(decided).toEqual([[{ callId: 'call_1', approve: false, reason: '' }]]);
  });

  test('follows the user to another tab', () => {
    const { shown } = draw();
    void act(
      () => void (shown.value = { ...open, tabId: 5, title: 'Nurse', origin: 'https://care.example.org' }),
    );
    expect(group().textContent).toContain('Nurse');
    expect(group().textContent).toContain('care.example.org');
    expect(group().textContent).not.toContain('Rust');
  });
});

describe('a page that the browser does not let us read', () => {
  const asleep: PageToRead = { ...open, title: '', access: 'ask' };

  test('is asked for in the click itself', async () => {
    const { asked, decided } = draw({ page: asleep });
    expect(group().textContent).toContain('Your browser will ask');
    press('Approve');
    expect(asked).toEqual(['https://jobs.example.com']);
    await waitFor(() => expect(decided).toHaveLength(1));
  });

  test('goes on waiting where the user says no to the browser', async () => {
    const { decided } = draw({ page: asleep, grants: false });
    press('Approve');
    await waitFor(() => expect(group().textContent).toContain('Your browser did not allow it'));
    expect(decided).toEqual([]);
  });

  test('is not named where the browser hides it, and can still be refused', () => {
    const { decided } = draw({ page: { tabId: 4, origin: null, title: '', access: 'hidden' } });
    expect(group().textContent).toContain('press the TalentScout button');
    expect(within(group()).queryByRole('button', { name: 'Always on this site' })).toBeNull();
    press('Deny');
    expect(decided).toHaveLength(1);
  });
});

describe('together with a tool of the server’s', () => {
  const both = [waiting(), toolPart({ callId: 'call_2', name: 'danger', state: 'approval', result: null })];

  test('our own is answered at once, the other when it is decided', async () => {
    const { decided } = draw({ parts: both });
    const [page, danger] = screen.getAllByRole('group', { name: 'Approval needed' });
    if (page === undefined || danger === undefined) throw new Error('two groups');
    fireEvent.click(within(page).getByRole('button', { name: 'Approve' }));
    await waitFor(() => expect(decided.flat().map(({ callId }) => callId)).toEqual(['call_1']));
    fireEvent.click(within(danger).getByRole('button', { name: 'Deny' }));
    expect(decided.flat().map(({ callId }) => callId)).toEqual(['call_1', 'call_2']);
  });

  test('"Approve all" and "Deny all" answer each of them once', async () => {
    const { decided } = draw({ parts: both });
    fireEvent.click(screen.getByRole('button', { name: 'Approve all' }));
    await waitFor(() => expect(decided.flat()).toHaveLength(2));
    expect(decided.flat().every(({ approve }) => approve)).toBe(true);
    fireEvent.click(screen.getByRole('button', { name: 'Deny all' }));
    await waitFor(() => expect(decided.flat()).toHaveLength(4));
    expect(
      decided
        .flat()
        .slice(2)
        .every(({ approve }) => !approve),
    ).toBe(true);
  });
});
