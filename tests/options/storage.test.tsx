// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Retention } from '../../entrypoints/options/Retention.tsx';
import { Storage } from '../../entrypoints/options/Storage.tsx';
import type {
  KeepingPorts,
  KeepingState,
  StoragePorts,
  StorageState,
} from '../../entrypoints/options/storage-ports.ts';
import type { ChatStanding } from '../../utils/retention/list-standings.ts';
import type { SessionSummary } from '../../utils/chat/session.ts';

afterEach(cleanup);

const day = Date.UTC(2026, 11, 24, 12);
const chat = (title: string): SessionSummary => ({
  id: title,
  title,
  titleByUser: true,
  binding: null,
  createdAt: 1,
  lastAt: 1,
  count: 1,
  deleted: false,
  mirrored: true,
  posting: null,
  lineage: null,
  pinned: false,
  archived: false,
  tags: [],
});

describe('keeping chats', () => {
  async function open(start: Partial<KeepingState>) {
    let state: KeepingState = {
      days: 0,
      tags: [],
      bin: true,
      changedAt: 0,
      known: ['Acme'],
      expiring: [],
      binned: 0,
      ...start,
    };
    const saved: Parameters<KeepingPorts['save']>[0][] = [];
    const ports: KeepingPorts = {
      read: async () => state,
      async save(change) {
        saved.push(change);
        state = { ...state, ...change };
      },
    };
    render(<Retention ports={ports} />);
    await screen.findByRole('combobox', { name: 'Keep chats for' });
    return saved;
  }
  const binBox = { name: 'Keep cleared chats in the bin for 30 days' };

  test('what will go is shown, with the day, before it goes', async () => {
    const expiring = ['One', 'Two', 'Later'].map((title, index) => ({
      session: chat(title),
      expiresAt: index === 2 ? day + 5 * 86_400_000 : day,
      from: 1,
    }));
    await open({ days: 30, expiring });
    expect(screen.getByRole('status').textContent).toBe(
      '2 chats will be deleted on December 24, 2026, and 1 more by December 29, 2026.',
    );
    expect(screen.getByText('Later')).toBeDefined();
  });

  test('a time is chosen for all chats and for those with a tag', async () => {
    const saved = await open({});
    const all = screen.getByRole('combobox', { name: 'Keep chats for' });
    await act(() => void fireEvent.change(all, { target: { value: '90' } }));
    await act(() => void fireEvent.click(screen.getByRole('button', { name: 'Add a rule' })));
    const tagged = await screen.findByRole('combobox', { name: 'Chats tagged Acme' });
    await act(() => void fireEvent.change(tagged, { target: { value: '7' } }));
    await act(() => void fireEvent.click(screen.getByRole('button', { name: 'Remove the rule for Acme' })));
    expect(saved).toEqual([
      { days: 90 },
      { tags: [{ tag: 'Acme', days: 0 }] },
      { tags: [{ tag: 'Acme', days: 7 }] },
      { tags: [] },
    ]);
  });

  test('a bin that holds something is not turned off without a word', async () => {
    const saved = await open({ binned: 2 });
    await act(() => void fireEvent.click(screen.getByRole('checkbox', binBox)));
    expect(saved).toEqual([]);
    expect(screen.getByRole('alert').textContent).toContain('2 chats lie in the bin');
    await act(() => void fireEvent.click(screen.getByRole('button', { name: 'Turn off and empty' })));
    expect(saved).toEqual([{ bin: false }]);
  });
});

describe('the storage page', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const facts = {
    sessions: 2,
    messages: 1_234,
    binned: 1,
    waiting: 3,
    waitingSessions: 1,
    mirroredSessions: 1,
    refused: [{ opId: 'x', title: 'Acme', kind: 'msg' as const, reason: 'too-large' }],
  };
  const state: StorageState = {
    facts,
    stored: 2_500_000,
    quota: null,
    mirror: { now: 1, inc: 'i', bytes: 40_960, bin: 0, sessions: [{ id: 'a', count: 7, digest: '' }] },
  };

  const pass = (ms: number): Promise<void> =>
    act(async () => {
      await vi.advanceTimersByTimeAsync(ms);
    });
  let standings: readonly ChatStanding[] = [];
  async function open(over: Partial<StorageState> = {}, check?: StoragePorts['check']) {
    const done: string[] = [];
    const same = { sessions: 2, messages: 9, differences: [] };
    render(
      <Storage
        ports={{
          read: async () => ({ ...state, ...over }),
          listStandings: async () => standings,
          check: check ?? (async () => ({ before: same, after: null, mended: null })),
          retryFailed: async () => done.push('retry') > 0,
          deleteEverything: async (where) => done.push(where) > 0,
        }}
      />,
    );
    await pass(1);
    return done;
  }
  const press = async (name: string): Promise<void> => {
    fireEvent.click(screen.getByRole('button', { name }));
    await pass(1);
  };

  test('says what is where, what waits, and what was refused and why', async () => {
    const done = await open();
    for (const words of [
      'On this device: 2 chats, 1,234 messages, about 2.5 MB.',
      'On the mirror: 1 chat, 7 messages, 41 kB; in its bin: 0 chats.',
      'Mirrored: 1 chat. Waiting: 3 changes in 1 chat. Refused: 1 change.',
    ])
      expect(screen.getByText(words)).toBeDefined();
    expect(screen.getByText(/it is too large for the mirror/)).toBeDefined();
    await press('Try again');
    expect(done).toEqual(['retry']);
  });

  test('says what a check found', async () => {
    await open();
    await press('Check and repair');
    expect(
      screen.getByText('This device and the mirror hold the same: 2 chats and 9 messages.'),
    ).toBeDefined();
  });

  test('says what was mended', async () => {
    const differences = [{ sessionId: 'a', title: 'Acme', here: 2, there: 3 }];
    const before = { sessions: 2, messages: 9, differences };
    const mended = { missingHere: 1, missingThere: 0, changed: 2, deleted: 1, details: 1 };
    await open({}, async () => ({ before, after: { ...before, messages: 10, differences: [] }, mended }));
    await press('Check and repair');
    expect(screen.getByText(/^1 chat differed/).textContent).toBe(
      '1 chat differed (1 message missing here, 2 messages not the same, 1 message deleted on one side only, ' +
        '1 detail such as a title or a tag). Now both hold the same: 2 chats and 10 messages.',
    );
  });

  test('lists the chats one by one, with where each of them is', async () => {
    const states = ['here', 'mirrored', 'waiting', 'refused', 'differs', 'only-there'] as const;
    standings = states.map((standing, index) => ({
      sessionId: String(index),
      title: index === 0 ? '' : `Chat ${index}`,
      messages: index + 1,
      standing,
      changes: 2,
    }));
    await open();
    const details = screen.getByText('Chat by chat').closest('details');
    if (details === null) throw new Error('there is nothing to unfold');
    details.open = true;
    fireEvent(details, new Event('toggle'));
    await pass(50);
    await pass(50);
    const rows = [...details.querySelectorAll('.storage-line')].map(({ textContent }) => textContent);
    expect(rows).toEqual([
      'Untitled chat 1 message · on this device',
      'Chat 1 2 messages · mirrored',
      'Chat 2 3 messages · 2 changes waiting',
      'Chat 3 4 messages · 2 changes refused',
      'Chat 4 5 messages · not the same on the mirror',
      'Chat 5 6 messages · only on the mirror',
    ]);
    standings = [];
  });

  test('offers no mirror’s business where there is none', async () => {
    await open({ mirror: null, facts: { ...facts, refused: [] } });
    expect(screen.getAllByRole('button').map(({ textContent }) => textContent)).toEqual([
      'Delete everything here',
    ]);
  });

  test('deletes everything after the typed word and ten seconds, and not where it was taken back', async () => {
    const done = await open();
    const sure = async (): Promise<void> => {
      await press('Delete everything here and on the mirror');
      const button = screen.getByRole('button', { name: 'Delete everything' });
      expect(button.hasAttribute('disabled')).toBe(true);
      fireEvent.input(screen.getByRole('textbox'), { target: { value: 'Delete' } });
      await press('Delete everything');
    };
    await sure();
    await pass(5_000);
    await press('Undo');
    await pass(30_000);
    expect(done).toEqual([]);
    await sure();
    for (let second = 0; second < 11; second += 1) await pass(1_000);
    expect(done).toEqual(['everywhere']);
    expect(screen.getByText('Everything was deleted.')).toBeDefined();
  });
});
