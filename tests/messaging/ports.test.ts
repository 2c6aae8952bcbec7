import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createId } from '../../utils/chat/id.ts';
import type { Trouble } from '../../utils/chat/message.ts';
import { createBackgroundPort, type BackgroundPort } from '../../utils/messaging/background-port.ts';
import { connectPanel, type PanelPort } from '../../utils/messaging/panel-port.ts';
import type { BackgroundStatus, PanelCommand, PanelEvent } from '../../utils/messaging/panel-protocol.ts';
import { createPortPair } from '../fakes/ports.ts';

const own = { id: 'ours', origin: 'chrome-extension://ours' };
const page = { id: 'ours', url: 'chrome-extension://ours/sidepanel.html' };
const status: BackgroundStatus = { store: 'saved', mirror: 'off', waiting: 0, failed: 0, letta: 'connected' };
const sessionId = createId();

/** A browser with one worker that can be stopped, and panels that connect to it. */
function createLine() {
  const commands: PanelCommand[] = [];
  const wakes = new Set<() => void>();
  const pairs: { drop(): void }[] = [];
  let answer: (command: PanelCommand) => Promise<Trouble | null> = async () => null;
  let connects = 0;
  const boot = (): BackgroundPort =>
    createBackgroundPort({
      own,
      onCommand: (command) => {
        commands.push(command);
        return answer(command);
      },
      onPanels: () => {},
    });
  let background = boot();
  return {
    commands,
    connects: () => connects,
    background: () => background,
    wake: () => wakes.forEach((listener) => listener()),
    answerWith: (next: typeof answer) => (answer = next),
    stopWorker() {
      background = boot();
      for (const pair of pairs.splice(0)) pair.drop();
    },
    panel(onEvent: (event: PanelEvent) => void = () => {}): PanelPort {
      return connectPanel({
        onEvent,
        onDown: () => {},
        subscribe(listener) {
          wakes.add(listener);
          return () => wakes.delete(listener);
        },
        connect() {
          connects += 1;
          const pair = createPortPair('panel', page);
          pairs.push(pair);
          background.accept(pair.background);
          return pair.panel;
        },
      });
    },
  };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});
const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

describe('a panel and its background', () => {
  test('a command is answered, with the trouble where there is one', async () => {
    const line = createLine();
    const panel = line.panel();
    expect(await panel.command({ type: 'sync-now' })).toBeNull();
    const trouble: Trouble = { reason: 'busy', message: '', detail: '', retryAfterMs: null };
    line.answerWith(async () => trouble);
    expect(await panel.command({ type: 'stop', sessionId })).toEqual(trouble);
  });

  test('a command that the stopped worker did not answer is repeated to the next one', async () => {
    const line = createLine();
    const panel = line.panel();
    line.answerWith(() => new Promise(() => {}));
    const answered = panel.command({ type: 'rename', sessionId, title: 'Jobs' });
    await settle();
    line.answerWith(async () => null);
    line.stopWorker();
    expect(await answered).toBeNull();
    expect(line.commands).toHaveLength(2);
    expect(line.commands[1]).toEqual(line.commands[0]);
  });

  test('an idle panel lets the worker die, and wakes it with the next command', async () => {
    const line = createLine();
    const panel = line.panel();
    await panel.command({ type: 'watch', sessionId });
    line.stopWorker();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(line.connects()).toBe(1);
    expect(await panel.command({ type: 'ping' })).toBeNull();
    expect(line.connects()).toBe(2);
    expect(line.commands.map((command) => command.type)).toEqual(['watch', 'watch', 'ping']);
  });

  test('a sleeping panel comes back when another panel woke the worker', async () => {
    const line = createLine();
    const panel = line.panel();
    await panel.command({ type: 'watch', sessionId });
    line.stopWorker();
    await settle();
    line.wake();
    await settle();
    expect(line.background().count()).toBe(1);
    expect(line.commands.at(-1)?.type).toBe('watch');
  });

  test('with a mirror connected the line comes back at once, to hear of other devices', async () => {
    const line = createLine();
    line.panel();
    await settle();
    line.background().broadcast({ type: 'status', status: { ...status, mirror: 'mirrored' } });
    await settle();
    line.stopWorker();
    await settle();
    expect(line.background().count()).toBe(1);
  });

  test('pings go out only while a turn runs in the watched session', async () => {
    const line = createLine();
    const panel = line.panel();
    await panel.command({ type: 'watch', sessionId });
    const pings = (): number => line.commands.filter((command) => command.type === 'ping').length;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(pings()).toBe(0);
    line.background().tell(sessionId, { type: 'turn', sessionId, turn: runningTurn() });
    await vi.advanceTimersByTimeAsync(41_000);
    expect(pings()).toBe(2);
    line.background().tell(sessionId, { type: 'turn', sessionId, turn: null });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(pings()).toBe(2);
  });

  test('events of a session reach the panels that show it, and only these', async () => {
    const line = createLine();
    const [first, second, other]: PanelEvent[][] = [[], [], []];
    const show = (events: PanelEvent[] = [], id = sessionId): Promise<Trouble | null> =>
      line.panel((event) => events.push(event)).command({ type: 'watch', sessionId: id });
    await show(first);
    await show(second);
    await show(other, createId());
    line.background().tell(sessionId, { type: 'turn', sessionId, turn: null });
    await settle();
    expect([first?.length, second?.length, other?.length]).toEqual([1, 1, 0]);
  });

  test('the first piece of an answer is not held, and those right behind it come together, in order', async () => {
    const line = createLine();
    const got: string[] = [];
    await line.panel((event) => got.push(toWords(event))).command({ type: 'watch', sessionId });
    const piece = (text: string): void => line.background().tell(sessionId, pieceEvent(text));
    piece('a');
    await settle();
    expect(got).toEqual(['a']);
    for (const text of ['b', 'c', 'd']) piece(text);
    await settle();
    expect(got).toEqual(['a']);
    await vi.advanceTimersByTimeAsync(4);
    expect(got).toEqual(['a', 'bcd']);
    await vi.advanceTimersByTimeAsync(4);
    piece('e');
    await settle();
    expect(got).toEqual(['a', 'bcd', 'e']);
  });

  test('nothing that is said of a turn overtakes its pieces', async () => {
    const line = createLine();
    const got: string[] = [];
    await line.panel((event) => got.push(toWords(event))).command({ type: 'watch', sessionId });
    for (const text of ['a', 'b']) line.background().tell(sessionId, pieceEvent(text));
    line.background().tell(sessionId, pieceEvent('x', createId()));
    line.background().tell(sessionId, { type: 'turn', sessionId, turn: null });
    await vi.advanceTimersByTimeAsync(100);
    expect(got).toEqual(['a', 'b', 'x', 'turn']);
  });
});

describe('who may speak', () => {
  test.each([
    ['another extension', { id: 'evil', url: 'chrome-extension://evil/x.html' }],
    ['a content script of ours', { id: 'ours', url: 'https://jobs.test/' }],
    ['an origin that only begins like ours', { id: 'ours', url: 'chrome-extension://ours.evil/x' }],
    ['somebody without an address', { id: 'ours' }],
  ])('the port of %s is dropped', async (_who, sender) => {
    const line = createLine();
    const pair = createPortPair('panel', sender);
    line.background().accept(pair.background);
    expect(line.background().count()).toBe(0);
    expect(() => pair.panel.postMessage({ type: 'ping', requestId: '1' })).toThrow();
  });

  test('what is no command is not acted on, but answered: nobody waits for it for ever', async () => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => {});
    const line = createLine();
    const pair = createPortPair('panel', page);
    line.background().accept(pair.background);
    const heard: unknown[] = [];
    pair.panel.onMessage.addListener((event) => heard.push(event));
    pair.panel.postMessage({ type: 'send', requestId: '1', text: 'no ids' });
    pair.panel.postMessage('nonsense');
    // Whether it is a rare command is looked up in a part that is loaded for it.
    await vi.waitFor(() => expect(heard).toHaveLength(1));
    expect(line.commands).toEqual([]);
    expect(heard).toMatchObject([{ type: 'reply', requestId: '1', trouble: { reason: 'unknown' } }]);
    // Neither the answer nor the log repeats what was sent: it may be a person's words.
    expect(inspect([heard, error.mock.calls], { depth: 9 })).not.toContain('no ids');
    error.mockRestore();
  });
});

const turnId = createId();
function pieceEvent(text: string, of = turnId): PanelEvent {
  const event = { type: 'text', key: 'k', text, whole: false, runId: null, seq: null, at: 0 } as const;
  return { type: 'turn-events', sessionId, turnId: of, events: [event] };
}

function toWords(event: PanelEvent): string {
  if (event.type !== 'turn-events') return event.type;
  return event.events.map((one) => (one.type === 'text' ? one.text : one.type)).join('');
}

function runningTurn(): Extract<PanelEvent, { type: 'turn' }>['turn'] {
  const id = createId();
  return {
    id,
    sessionId,
    replyId: createId(),
    replyHlc: '000000000000.0000.a',
    binding: { agentId: 'agent-1', agentName: 'Ada', conversationId: null },
    state: 'streaming',
    background: true,
    requestId: id,
    decisions: [],
    reply: { parts: [], runId: null, cursors: {}, stop: null, failure: null },
    startedAt: 0,
    updatedAt: 0,
  };
}
