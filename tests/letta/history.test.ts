import { describe, expect, test } from 'vitest';
import { applyEvent } from '../../utils/chat/apply-event.ts';
import { emptyReply, type ReplyDraft } from '../../utils/chat/turn.ts';
import type { TurnEvent } from '../../utils/chat/turn-event.ts';
import type { HistoryTurn, ServerFacts, Thread } from '../../utils/letta/letta-client.ts';
import { createRestClient } from '../../utils/letta/rest-client.ts';
import { describeParts, foldRecording, readRecording, withoutTimes } from './fold-recording.ts';
import { createScriptedFetch, json } from './scripted-fetch.ts';

interface Row {
  readonly id: string;
  readonly message_type: string;
  readonly [name: string]: unknown;
}
const conversation: Thread = { agentId: 'agent-1', conversationId: 'conv-1' };
const single: Thread = { agentId: 'agent-1', conversationId: null };
const facts: ServerFacts = {
  dialect: 'self-hosted',
  version: '0.16.8',
  conversations: true,
  background: true,
  practice: false,
};
const clientToolTurn: readonly Row[] = JSON.parse(
  readRecording('conversation-messages-client-tool-turn-asc.json'),
);

/** Groups of one id, newest group first, as a conversation's route lists them. */
function toDescending(rows: readonly Row[]): readonly Row[] {
  const ids = [...new Set(rows.map(({ id }) => id))];
  return ids.toReversed().flatMap((id) => rows.filter((row) => row.id === id));
}

function readFrom(rows: readonly Row[], otid: string, thread = conversation): Promise<HistoryTurn> {
  const { fetch } = createScriptedFetch(({ path }) => json(/[?&](before|after)=/.test(path) ? [] : rows));
  return createRestClient({ baseUrl: 'http://letta.test', apiKey: '', fetch, facts }).readTurn(thread, otid);
}

function fold(events: readonly TurnEvent[], start: ReplyDraft = emptyReply): ReplyDraft {
  return events.reduce(applyEvent, start);
}

const clientToolParts = [
  'thought I should call a tool.',
  'tool read_job_page({"q":"abcdef"}) done -> Job: Rust dev',
  'text Tool said: {\n  "status": "OK",\n  "message": "Job: Rust dev",\n  "time": "2026-11-22 02:45:58',
];

describe('a turn is read back', () => {
  test.each([
    ['in the order of speaking', clientToolTurn],
    ['newest first', toDescending(clientToolTurn)],
  ])('from a page %s', async (_, rows) => {
    const turn = await readFrom(rows, 'o-ct-1');
    expect(turn).toMatchObject({ found: true, pendingCallIds: [] });
    expect(describeParts(fold(turn.events))).toEqual(clientToolParts);
    expect(turn.events.every(({ seq, runId }) => seq === null && runId === null)).toBe(true);
  });

  test('only up to the next words of the user', async () => {
    const turn = await readFrom(clientToolTurn, 'my-otid-1');
    expect(describeParts(fold(turn.events))).toEqual([
      'thought Thinking...',
      'text Hello from the stub model.',
    ]);
  });

  test('where a whole page was written within one second', async () => {
    const date = '2026-11-22T14:44:30+00:00';
    const rows = clientToolTurn.slice(1).map((row) => ({ ...row, date }));
    const descending = await readFrom(toDescending(rows), 'o-ct-1');
    expect(describeParts(fold(descending.events))).toEqual(clientToolParts);
    const ascending = await readFrom(rows, 'o-ct-1', single);
    expect(describeParts(fold(ascending.events))).toEqual(clientToolParts);
  });

  test('without words that the runtime put between, and from contents in parts', async () => {
    const user = {
      id: 'm1',
      message_type: 'user_message',
      otid: 'o1',
      content: [{ type: 'text', text: 'Hi' }],
    };
    const reminder = {
      id: 'm3',
      message_type: 'user_message',
      content: '<system-reminder>now</system-reminder>',
    };
    const say = (id: string, otid: string, text: string): Row => ({
      id,
      otid,
      message_type: 'assistant_message',
      content: [{ type: 'text', text }, { type: 'image' }],
    });
    const turn = await readFrom([user, say('m2', 'a', 'One'), reminder, say('m4', 'b', 'Two')], 'o1', single);
    expect(describeParts(fold(turn.events))).toEqual(['text One', 'text Two']);
  });

  test('from its newest copy, where an old server kept a repeated message twice', async () => {
    const user = (id: string): Row => ({ id, message_type: 'user_message', otid: 'o1', content: 'Hi' });
    const say = { id: 'm3', message_type: 'assistant_message', otid: 'x', content: 'Hello' };
    const turn = await readFrom([user('m1'), user('m2'), say], 'o1', single);
    expect(describeParts(fold(turn.events))).toEqual(['text Hello']);
  });

  test('as not found where the server never took the message', async () => {
    expect(await readFrom(clientToolTurn, 'otid-unknown')).toEqual({
      found: false,
      events: [],
      pendingCallIds: [],
      newest: false,
    });
  });

  test('around rows that nobody can read', async () => {
    const odd = { id: 'm9', message_type: 'assistant_message', otid: 5 };
    const turn = await readFrom([...clientToolTurn, odd], 'o-ct-1');
    expect(describeParts(fold(turn.events))).toEqual(clientToolParts);
  });
});

describe('a request that waits', () => {
  const upToRequest = clientToolTurn.slice(0, 7);

  test('is found after a restart', async () => {
    const turn = await readFrom(toDescending(upToRequest), 'o-ct-1');
    expect(turn.pendingCallIds).toEqual(['call_17953587041920']);
    expect(fold(turn.events).parts.at(-1)).toMatchObject({ state: 'approval', args: '{"q":"abcdef"}' });
  });

  test('waits no more once the user said something else', async () => {
    const user = {
      id: 'm9',
      message_type: 'user_message',
      otid: 'o9',
      content: 'Hi',
      date: '2027-01-01T00:00:00Z',
    };
    expect((await readFrom([...upToRequest, user], 'o-ct-1')).pendingCallIds).toEqual([]);
  });

  test.each([
    [
      'call by call',
      { approvals: [{ type: 'approval', tool_call_id: 'call_17953587041920', approve: false }] },
    ],
    ['as a whole, by older servers', { approve: false, approval_request_id: 'message-a0107d45' }],
  ])('and was denied %s is denied', async (_, answer) => {
    const date = '2026-11-22T15:00:00+00:00';
    const denial = 'Error: request to call tool denied. User reason: not now';
    const response = { id: 'm9', message_type: 'approval_response_message', date, ...answer };
    const turn = await readFrom([...upToRequest, response], 'o-ct-1');
    expect(turn.pendingCallIds).toEqual([]);
    expect(fold(turn.events).parts.at(-1)).toMatchObject({ state: 'denied', result: null });
    const returned = {
      id: 'm10',
      message_type: 'tool_return_message',
      date,
      tool_call_id: 'call_17953587041920',
      status: 'error',
      tool_return: denial,
    };
    const after = await readFrom([...upToRequest, response, returned], 'o-ct-1');
    expect(fold(after.events).parts.at(-1)).toMatchObject({ state: 'denied', result: denial });
  });
});

test('an older server’s answer to a request as a whole is the newest request’s', async () => {
  const request = (id: string, callId: string): Row => ({
    id,
    message_type: 'approval_request_message',
    tool_call: { name: 'danger', arguments: '{}', tool_call_id: callId },
  });
  const answer = (id: string, approve: boolean): Row => ({
    id,
    message_type: 'approval_response_message',
    approve,
  });
  const user = { id: 'm0', message_type: 'user_message', otid: 'o1', content: 'Hi' };
  const rows = [user, request('m1', 'c1'), answer('m2', false), request('m3', 'c2'), answer('m4', true)];
  const { events, pendingCallIds } = await readFrom(rows, 'o1', single);
  expect(fold(events).parts).toMatchObject([{ state: 'denied' }, { state: 'running' }]);
  expect(pendingCallIds).toEqual([]);
});

describe('a re-read after what was heard live', () => {
  const agentRows: readonly Row[] = JSON.parse(readRecording('agent-messages-desc-limit-200.json'));
  const turns = [
    [
      'a tool of the server',
      'c9033cd5-69c6-4e4c-9e7b-d9da32f01116',
      agentRows,
      ['server-tool-turn-tokens.sse'],
    ],
    ['steps', '81e559a4-ddc4-45f2-b09d-2d3555573a7c', agentRows, ['server-tool-turn-steps.sse']],
    ['plain text', '11111111-1111-4111-8111-111111111111', agentRows, ['text-turn-foreground-tokens.sse']],
    [
      'a tool of ours',
      '35343f84-1f2a-4dea-baf4-92d830f7e268',
      agentRows,
      ['approval-requested-foreground-tokens.sse', 'turn-after-approval.sse'],
    ],
    [
      'a tool of ours in the background',
      'o-ct-1',
      clientToolTurn,
      ['client-tool-requested-background-tokens.sse', 'client-tool-answered-background-steps.sse'],
    ],
  ] as const;

  test.each(turns)('of %s gives the same answer, wherever it was cut', async (_, otid, rows, names) => {
    const thread = rows === agentRows ? single : conversation;
    const history = (await readFrom(rows, otid, thread)).events;
    const streams = await Promise.all(names.map((name) => foldRecording(name)));
    const events = streams.flatMap((stream) => stream.events);
    const complete = describeParts(fold(history, fold(events)));
    expect(complete.length).toBeGreaterThan(0);
    for (let at = 0; at <= events.length; at++) {
      const died = fold(events.slice(0, at));
      const reread = fold(history, died);
      expect(describeParts(reread).map(withoutSpaces)).toEqual(complete.map(withoutSpaces));
      const late = fold(events.slice(at), reread);
      expect(describeParts(late).map(withoutSpaces)).toEqual(complete.map(withoutSpaces));
      expect(withoutTimes(fold(history, late)).parts).toEqual(withoutTimes(late).parts);
    }
  });

  function withoutSpaces(line: string): string {
    return line.startsWith('tool ') ? line.replaceAll(' ', '') : line;
  }
});
