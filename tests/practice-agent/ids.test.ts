import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openPractice, parseRecording, type Frame } from './open-practice.ts';

interface Ids {
  readonly type: string;
  readonly id: string;
  readonly otid: string;
}
function idsOf(frames: readonly Frame[]): Ids[] {
  return frames.flatMap(({ item }) => {
    const { message_type: type, id, otid } = item ?? {};
    return typeof type === 'string' && typeof id === 'string' && typeof otid === 'string'
      ? [{ type, id, otid }]
      : [];
  });
}
function numberOf(id: string): bigint {
  return BigInt(`0x${id.replace('message-', '').replaceAll('-', '')}`);
}

/** Letta's rule: an otid is the id's number with the low 7 bits replaced by the part's index. */
function expectLettaIds(frames: readonly Frame[]): void {
  const ids = idsOf(frames);
  const thought = ids.find((one) => one.type === 'reasoning_message');
  expect(ids.length).toBeGreaterThan(0);
  for (const { type, id, otid } of ids) {
    if (type === 'approval_request_message') {
      expect(otid).toBe(id);
      expect(thought && numberOf(thought.id) - numberOf(id)).toBe(1n);
      continue;
    }
    const thinks = ids.some((one) => one.id === id && one.type === 'reasoning_message');
    const index = thinks && type !== 'reasoning_message' ? 1n : 0n;
    expect(numberOf(otid)).toBe((numberOf(id) & ~127n) | index);
  }
}

function recording(name: string): Frame[] {
  return parseRecording(
    readFileSync(new URL(`../fixtures/letta/recordings/${name}`, import.meta.url), 'utf8'),
  );
}

describe('ids in a stream', () => {
  it.each(['text-turn-background-tokens.sse', 'server-tool-turn-tokens.sse', 'approval-requested-2.sse'])(
    'follow the rule in the recording %s',
    (name) => expectLettaIds(recording(name)),
  );

  it.each(['Hi', 'use a tool', 'needs approval', 'two approvals'])(
    'follow it in the answer to "%s"',
    async (input) => {
      // The rule hangs on the last bits of random ids, so one turn would prove little.
      await using practice = await openPractice();
      for (let at = 0; at < 12; at += 1) {
        const path = `/v1/conversations/${await practice.createConversation()}/messages`;
        expectLettaIds(await practice.stream(path, { input, stream_tokens: true }));
      }
    },
  );

  it('are those of the history; thoughts before an approval are stored under its id', async () => {
    await using practice = await openPractice();
    const path = `/v1/conversations/${await practice.createConversation()}/messages`;
    const answer = idsOf(await practice.stream(path, { input: 'Hi', stream_tokens: true }));
    const asked = idsOf(await practice.stream(path, { input: 'needs approval', stream_tokens: true }));
    const { body } = await practice.call('GET', `${path}?order=asc`);
    const stored: Ids[] = body.map((item: { message_type: string; id: string; otid: string }) => ({
      type: item.message_type,
      id: item.id,
      otid: item.otid,
    }));
    for (const one of answer) expect(stored).toContainEqual(one);
    const [thought, request] = [asked[0], asked.at(-1)];
    expect(stored.slice(-2)).toEqual([{ ...thought, id: request?.id }, request]);
  });
});
