import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { InsertOrder, InsertReport } from '../../utils/posting/page-insert.ts';
import type { InsertApi } from '../../utils/tab/insert-api.ts';
import { type InsertState, openTabInsertion } from '../../utils/tab/insert-into-tab.ts';

interface Frame {
  readonly orders: InsertOrder[];
  hear: (message: unknown) => void;
  go: () => void;
  open: boolean;
}

/** A tab whose frames do what the test says. */
function createTab({ refuses = null }: { refuses?: Error | null } = {}) {
  const frames = new Map<number, Frame>();
  let otherTab: () => void = () => {};
  const api: InsertApi = {
    inject: async () => {
      if (refuses !== null) throw refuses;
      return [0, 7];
    },
    connect(_tabId, frameId) {
      const frame: Frame = { orders: [], hear: () => {}, go: () => {}, open: true };
      frames.set(frameId, frame);
      return {
        postMessage: (order) => frame.orders.push(JSON.parse(JSON.stringify(order))),
        disconnect: () => (frame.open = false),
        onMessage: { addListener: (listener) => (frame.hear = listener) },
        onDisconnect: { addListener: (listener) => (frame.go = listener) },
      };
    },
    addressOf: async () => 'https://jobs.example.org/apply',
    onOtherTab(_tabId, listener) {
      otherTab = listener;
      return () => (otherTab = () => {});
    },
  };
  const states: InsertState[] = [];
  const insertion = openTabInsertion({
    tabId: 1,
    text: 'words',
    prefer: null,
    onState: (state) => states.push(state),
    api,
  });
  const frame = (id: number) => {
    const found = frames.get(id);
    if (found === undefined) throw new Error(`no frame ${id}`);
    return found;
  };
  return {
    insertion,
    states,
    frame,
    last: () => states.at(-1),
    say: (id: number, report: InsertReport) => frame(id).hear(report),
    leaveTab: () => otherTab(),
  };
}
const fields = (names: string[], more: { readonly elsewhere?: string[] } = {}): InsertReport => ({
  type: 'fields',
  names,
  preferred: null,
  origin: 'https://jobs.example.org',
  elsewhere: [],
  ...more,
});
const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('the fields of all frames are one list, and only one of them is marked', async () => {
  const tab = createTab();
  await settle();
  expect(tab.frame(0).orders).toEqual([{ type: 'pick', text: 'words', prefer: null }]);
  tab.say(0, fields(['Why?', 'How?']));
  tab.say(7, fields(['Where?']));
  expect(tab.last()).toMatchObject({ type: 'picking', fields: ['Why?', 'How?', 'Where?'], at: null });
  tab.insertion.mark(2);
  expect(tab.frame(7).orders.at(-1)).toEqual({ type: 'mark', field: 0 });
  expect(tab.frame(0).orders.at(-1)).toEqual({ type: 'mark', field: null });
  tab.say(0, { type: 'marked', field: 1 });
  expect(tab.frame(7).orders.at(-1)).toEqual({ type: 'mark', field: null });
  expect(tab.last()).toMatchObject({ at: 1 });
});

test('the choice in one frame ends it in all others, and Undo goes to that frame', async () => {
  const tab = createTab();
  await settle();
  tab.say(0, fields(['Why?']));
  tab.say(7, fields(['Where?']));
  tab.say(7, { type: 'inserted', name: 'Where?', cut: 0 });
  expect(tab.last()).toEqual({ type: 'inserted', name: 'Where?', cut: 0 });
  expect(tab.frame(0).orders.at(-1)).toEqual({ type: 'leave' });
  expect(tab.frame(0).open).toBe(false);
  const undone = tab.insertion.undo();
  expect(tab.frame(7).orders.at(-1)).toEqual({ type: 'undo' });
  tab.say(7, { type: 'undone', outcome: 'done' });
  expect(await undone).toBe('done');
});

test('a page that goes away after the insertion leaves nothing to undo', async () => {
  const tab = createTab();
  await settle();
  tab.say(0, { type: 'inserted', name: '', cut: 0 });
  tab.frame(0).go();
  expect(await tab.insertion.undo()).toBe('gone');
});

test.each([
  ['another tab', (tab: ReturnType<typeof createTab>) => tab.leaveTab()],
  ['a load of the page', (tab: ReturnType<typeof createTab>) => tab.frame(0).go()],
])('%s ends the choice, once', async (_name, act) => {
  const tab = createTab();
  await settle();
  tab.say(0, fields(['Why?']));
  act(tab);
  expect(tab.last()).toMatchObject({ type: 'ended', reason: 'moved' });
  const count = tab.states.length;
  tab.say(7, fields(['late']));
  await vi.advanceTimersByTimeAsync(600_000);
  expect(tab.states).toHaveLength(count);
});

test('a frame that goes takes its fields along', async () => {
  const tab = createTab();
  await settle();
  tab.say(0, fields(['Why?']));
  tab.say(7, fields(['Where?']));
  tab.frame(7).go();
  expect(tab.last()).toMatchObject({ type: 'picking', fields: ['Why?'] });
});

test('no field in any frame says so, with the frames that we may not enter', async () => {
  const tab = createTab();
  await settle();
  tab.say(0, fields([], { elsewhere: ['https://boards.example.com', 'https://jobs.example.org'] }));
  expect(tab.last()).toMatchObject({ type: 'opening' });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(tab.last()).toMatchObject({
    type: 'ended',
    reason: 'no-field',
    elsewhere: ['https://boards.example.com'],
  });
});

test('a choice that nobody makes ends by itself', async () => {
  const tab = createTab();
  await settle();
  tab.say(0, fields(['Why?']));
  await vi.advanceTimersByTimeAsync(200_000);
  expect(tab.last()).toMatchObject({ type: 'ended', reason: 'late' });
  expect(tab.frame(0).open).toBe(false);
});

test('a page that may not be entered names what to ask for', async () => {
  const tab = createTab({
    refuses: new Error('Cannot access contents of the page. Extension manifest must request permission'),
  });
  await settle();
  expect(tab.last()).toMatchObject({ type: 'ended', reason: 'asleep', origin: 'https://jobs.example.org' });
});

test.each([
  ['no report', { type: 'inserted' }],
  ['an endless name', { type: 'inserted', name: 'x'.repeat(300), cut: 0 }],
  ['an address that is no origin', { ...fields([]), elsewhere: ['javascript:alert(1)'] }],
  ['words', 'inserted'],
])('%s from a page is not heard', async (_name, message) => {
  const tab = createTab();
  await settle();
  tab.frame(0).hear(message);
  expect(tab.last()).toEqual({ type: 'opening' });
});
