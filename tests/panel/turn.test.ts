import 'fake-indexeddb/auto';
import { effect } from '@preact/signals';
import { expect, test, vi } from 'vitest';
import { createId } from '../../utils/chat/id.ts';
import { textOf } from '../../utils/chat/message.ts';
import type { TurnEvent } from '../../utils/chat/turn-event.ts';
import { applyWrite } from '../../utils/store/write.ts';
import { openFreshStore, replyTo, turnOf, userMessage } from '../store/fixtures.ts';
import { openDesk } from './panel-fakes.ts';

function piece(seq: number, text: string): TurnEvent {
  return { type: 'text', key: 'assistant_message|1', text, whole: false, runId: 'run-1', seq, at: seq };
}

async function openRunning() {
  const db = await openFreshStore();
  const message = userMessage(createId(), 'Tell me');
  const turn = turnOf(message);
  await applyWrite(db, { type: 'start-turn', message, turn });
  const desk = await openDesk({ db, sessionId: message.sessionId });
  return { db, message, turn, desk };
}

test('a thousand pieces in one frame are drawn once, and no old row is touched', async () => {
  const { desk, message, turn } = await openRunning();
  let lives = 0;
  let lists = 0;
  effect(() => void (desk.model.turn.live.value, (lives += 1)));
  effect(() => void (desk.model.session.shown.value, desk.model.turn.replyId.value, (lists += 1)));
  for (let seq = 1; seq <= 1000; seq += 1) {
    desk.onEvent({
      type: 'turn-events',
      sessionId: message.sessionId,
      turnId: turn.id,
      events: [piece(seq, '.')],
    });
  }
  expect(lives).toBe(1);
  desk.frame();
  expect(lives).toBe(2);
  expect(lists).toBe(1);
  const live = desk.model.turn.live.value;
  expect(live === null ? '' : textOf(live)).toBe('.'.repeat(1000));
});

test('a piece of another turn or another chat changes nothing', async () => {
  const { desk, message, turn } = await openRunning();
  desk.onEvent({
    type: 'turn-events',
    sessionId: message.sessionId,
    turnId: createId(),
    events: [piece(1, 'x')],
  });
  desk.onEvent({ type: 'turn-events', sessionId: createId(), turnId: turn.id, events: [piece(1, 'y')] });
  desk.frame();
  expect(desk.model.turn.live.value?.parts).toEqual([]);
});

test('the stored answer takes the place of the live one without a moment of nothing', async () => {
  const { db, desk, message, turn } = await openRunning();
  const gaps: boolean[] = [];
  effect(() => {
    const stored = desk.model.session.shown.value.some(({ id }) => id === turn.replyId);
    gaps.push(!stored && desk.model.turn.replyId.value === null);
  });
  const reply = { ...replyTo(message, 'Done'), id: turn.replyId };
  await applyWrite(db, { type: 'finish-turn', turnId: turn.id, sessionId: message.sessionId, reply });
  desk.onEvent({ type: 'turn', sessionId: message.sessionId, turn: null });
  desk.onEvent({ type: 'changed', sessionIds: [message.sessionId] });
  await vi.waitFor(() => expect(desk.model.running.value).toBe(false));
  expect(gaps).not.toContain(true);
  expect(desk.model.session.shown.value.map((shown) => textOf(shown))).toEqual(['Tell me', 'Done']);
});

test('a finished answer is announced once, in words without marks', async () => {
  const { db, desk, message, turn } = await openRunning();
  const said: string[] = [];
  effect(() => void said.push(desk.model.said.value));
  const reply = { ...replyTo(message, '**Yes**, see [this](https://x.test)'), id: turn.replyId };
  await applyWrite(db, { type: 'finish-turn', turnId: turn.id, sessionId: message.sessionId, reply });
  desk.onEvent({ type: 'turn', sessionId: message.sessionId, turn: null });
  desk.onEvent({ type: 'changed', sessionIds: null });
  desk.onEvent({ type: 'turn', sessionId: message.sessionId, turn: null });
  await vi.waitFor(() => expect(said.at(-1)).toBe(`${reply.author}: Yes, see this`));
  expect(said).toHaveLength(2);
});
