import { expect, test } from 'vitest';
import * as v from 'valibot';
import { createCommandChannel } from '../../scripts/browser/command-channel.ts';

const sentSchema = v.object({ id: v.number(), method: v.string(), params: v.unknown() });

function openChannel() {
  const sent: v.InferOutput<typeof sentSchema>[] = [];
  const events: string[] = [];
  const channel = createCommandChannel(
    (frame) => sent.push(v.parse(sentSchema, JSON.parse(frame))),
    (method) => events.push(method),
  );
  return { channel, sent, events };
}

test('answers find their commands in whatever order they come, with events in between', async () => {
  const { channel, sent, events } = openChannel();
  const first = channel.send('One', { a: 1 });
  const second = channel.send('Two');
  expect(sent.map(({ method, params }) => [method, params])).toEqual([
    ['One', { a: 1 }],
    ['Two', {}],
  ]);
  channel.receive(JSON.stringify({ method: 'Target.targetCreated', params: {} }));
  channel.receive(JSON.stringify({ id: sent[1]?.id, result: 'second' }));
  channel.receive(JSON.stringify({ id: sent[0]?.id, result: 'first' }));
  expect(await Promise.all([first, second])).toEqual(['first', 'second']);
  expect(events).toEqual(['Target.targetCreated']);
});

test.each([
  ['Chromium', { error: { code: -32_000, message: 'no such target' } }],
  ['Firefox', { type: 'error', error: 'no such frame', message: 'no such target' }],
])('a refusal of %s carries the command and the reason', async (_name, refusal) => {
  const { channel, sent } = openChannel();
  const answer = channel.send('Page.navigate');
  channel.receive(JSON.stringify({ id: sent[0]?.id, ...refusal }));
  await expect(answer).rejects.toThrow('Page.navigate: no such target');
});

test('nobody waits for a browser that is gone', async () => {
  const { channel } = openChannel();
  const answer = channel.send('Browser.close');
  channel.close();
  await expect(answer).rejects.toThrow('Browser.close: the browser is gone');
  await expect(channel.send('Browser.close')).rejects.toThrow('the browser is gone');
});
