import { expect, test } from 'vitest';
import { createId } from '../../utils/chat/id.ts';
import { connectTo, openAgent, openDevice } from './setup.ts';

async function openChat() {
  const device = openDevice(connectTo(await openAgent()));
  const screen = await device.open();
  await screen.reply(await screen.say('Before'));
  return screen;
}

test('words that are sent in the moment after a clear stay, and what was said before goes', async () => {
  const screen = await openChat();
  const cleared = screen.command({ type: 'clear', sessionId: screen.sessionId, undoId: createId() });
  const said = screen.say('After');
  await cleared;
  await screen.reply(await said);
  const lines = await screen.lines();
  expect(lines[0]).toBe('You: After');
  expect(lines).toHaveLength(2);
});

test('an Undo in the moment after a clear brings everything back', async () => {
  const screen = await openChat();
  const before = await screen.lines();
  const undoId = createId();
  const cleared = screen.command({ type: 'clear', sessionId: screen.sessionId, undoId });
  await screen.command({ type: 'undo', undoId });
  await cleared;
  expect(await screen.lines()).toEqual(before);
});
