import { expect, test } from 'vitest';
import { replyIdOf } from '../../../utils/chat/derived-id.ts';
import type { AgentTurn } from './agent-truth.ts';
import { type Accepted, judgeChat, type Sight, type StoredMessage } from './judge-chat.ts';
import { createLedger } from './ledger.ts';
import type { PanelView, ShownMessage } from './panel-view.ts';

const ids = ['018f0000-0000-7000-8000-000000000001', '018f0000-0000-7000-8000-000000000002'] as const;
const sessionId = '018f0000-0000-7000-8000-00000000000a';
const answers = ['You wrote **two** words.', 'A second answer, whole.'] as const;

const accepted: Accepted = { sessionId, notes: [1, 2], unsure: [], cleared: new Set(), title: null };

function shown(more: Partial<ShownMessage> & Pick<ShownMessage, 'id' | 'own' | 'text'>): ShownMessage {
  return { busy: false, thinking: false, tools: 0, trouble: null, ...more };
}

/** Two questions and their answers, as they stand everywhere when all is well. */
function allWell(): { readonly view: PanelView; readonly sight: Sight } {
  const messages = ids.flatMap((id, at) => [
    shown({ id, own: true, text: `note-${at + 1} hello` }),
    shown({
      id: replyIdOf(id),
      own: false,
      text: `Practice agent Thought ${answers[at]}`.replaceAll('*', ''),
    }),
  ]);
  const stored = ids.flatMap((id, at): StoredMessage[] => [
    { id, role: 'user', status: 'final', replyTo: null, text: `note-${at + 1} hello` },
    { id: replyIdOf(id), role: 'assistant', status: 'final', replyTo: id, text: answers[at] ?? '' },
  ]);
  const heard = new Map<number, AgentTurn>(
    answers.map((answer, at) => [at + 1, { times: 1, answer, finished: true }]),
  );
  const view: PanelView = {
    ready: true,
    sessionId,
    title: 'note-1 hello',
    line: 'Mirrored',
    toast: '',
    running: false,
    approvals: 0,
    messages,
  };
  return { view, sight: { panel: view, stored, storedTitle: null, heard } };
}

/** All is well, but for what `spoil` does to the panel and the mirror. */
function judge(
  spoil: {
    readonly panel?: (view: PanelView) => Partial<PanelView>;
    readonly sight?: (sight: Sight) => Partial<Sight>;
  },
  what: Partial<Accepted> = {},
): readonly string[] {
  const { view, sight } = allWell();
  const panel = { ...view, ...spoil.panel?.(view) };
  const seen = { ...sight, panel, ...spoil.sight?.(sight) };
  return judgeChat({ ...accepted, ...what }, seen).map((problem) => `${problem.kind}: ${problem.what}`);
}

const change =
  (at: number, patch: Partial<ShownMessage>) =>
  ({ messages }: PanelView): Partial<PanelView> => ({
    messages: messages.map((message, index) => (index === at ? { ...message, ...patch } : message)),
  });

test('a chat that is the same everywhere is well', () => {
  expect(judge({})).toEqual([]);
  expect(judge({}, { title: null, unsure: [3] })).toEqual([]);
});

test.each<[string, Parameters<typeof judge>, string]>([
  [
    'a message that the panel lost',
    [{ panel: ({ messages }) => ({ messages: messages.slice(2) }) }],
    'lost: note-1 is not in the panel',
  ],
  [
    'a message that the mirror lost',
    [{ sight: ({ stored }) => ({ stored: stored.slice(0, 2) }) }],
    'lost: note-2 is not on the mirror',
  ],
  [
    'a message that the agent never heard',
    [{ sight: ({ heard }) => ({ heard: new Map([...heard].slice(0, 1)) }) }],
    'lost: the agent never heard note-2',
  ],
  [
    'a message that was sent to the agent twice',
    [
      {
        sight: ({ heard }) => ({
          heard: new Map([...heard].map(([note, turn]) => [note, { ...turn, times: note }])),
        }),
      },
    ],
    'duplicated: the agent heard note-2 2 times',
  ],
  [
    'a message that stands twice in the panel',
    [
      {
        panel: ({ messages }) => ({
          messages: [...messages, shown({ id: sessionId, own: true, text: 'note-1 hello' })],
        }),
      },
    ],
    'duplicated: note-1 stands 2 times in the panel',
  ],
  [
    'a message that stands twice on the mirror, although it was never seen as sent',
    [
      {
        sight: ({ stored }) => ({
          stored: [...stored, ...stored.slice(0, 1).map((row) => ({ ...row, id: sessionId }))],
        }),
      },
      { notes: [2], unsure: [1] },
    ],
    'duplicated: note-1 stands 2 times on the mirror',
  ],
  [
    'a message that is offered to be sent again',
    [{ panel: change(0, { trouble: 'The connection broke' }) }],
    'lost: note-1 hello is shown with: The connection broke',
  ],
  [
    'a message that stays on its way',
    [{ panel: change(0, { busy: true }) }],
    'lost: note-1 hello is still on its way',
  ],
  [
    'messages that changed places',
    [{ panel: ({ messages }) => ({ messages: [...messages.slice(2), ...messages.slice(0, 2)] }) }],
    'lost: panel and mirror differ in order',
  ],
  [
    'an answer that is cut',
    [{ panel: change(1, { text: 'Practice agent You wrote' }) }],
    'lost: the answer to note-1 hello is not whole in the panel',
  ],
  [
    'an answer whose beginning was folded twice',
    [{ panel: change(1, { text: `${answers[0]} ${answers[0]}` }) }],
    'duplicated: the answer to note-1 hello stands 2 times in its place',
  ],
  [
    'an answer that never ends',
    [{ panel: change(3, { busy: true }) }],
    'lost: the answer to note-2 hello never ended',
  ],
  [
    'an answer that is finished, and marked as cut',
    [{ panel: change(1, { trouble: 'The connection broke' }) }],
    'lost: the answer to note-1 hello is finished, and shown with: The connection broke',
  ],
  [
    'an answer that another device gets as interrupted',
    [
      {
        sight: ({ stored }) => ({
          stored: stored.map((row, at) => (at === 1 ? { ...row, status: 'interrupted' as const } : row)),
        }),
      },
    ],
    'lost: the answer to note-1 hello is finished, and interrupted on the mirror',
  ],
  [
    'an answer that the agent did not finish, shown as whole',
    [
      {
        sight: ({ heard }) => ({
          heard: new Map([...heard].map(([note, turn]) => [note, { ...turn, finished: false }])),
        }),
      },
    ],
    'lost: the answer to note-1 hello is shown as whole, and the agent did not finish it',
  ],
  [
    'a cleared message that is shown again',
    [{}, { notes: [2], cleared: new Set([ids[0]]) }],
    'lost: 1 cleared messages are shown again',
  ],
  [
    'the answer to a cleared message that comes to the mirror',
    [
      {
        panel: ({ messages }) => ({ messages: messages.slice(2) }),
        sight: ({ stored }) => ({ stored: stored.slice(1) }),
      },
      { notes: [2], cleared: new Set([ids[0]]) },
    ],
    'lost: 1 cleared messages are on the mirror again',
  ],
  ['a title that fell back', [{}, { title: 'Mine' }], 'lost: the title is "note-1 hello", not "Mine"'],
  ['another chat', [{ panel: () => ({ sessionId: ids[0] }) }], 'lost: the panel shows another chat'],
  [
    'an outbox that never empties',
    [{ panel: () => ({ line: '1 change waiting' }) }],
    'lost: the line says "1 change waiting", not "Mirrored"',
  ],
  ['a turn that never ends', [{ panel: () => ({ running: true }) }], 'lost: a turn still runs'],
])('%s is noticed', (_, spoilt, problem) => {
  expect(judge(...spoilt)).toContain(problem);
});

test('a message counts as accepted from when the panel shows it as sent', () => {
  const ledger = createLedger();
  const { view } = allWell();
  expect(ledger.say('hello')).toBe('note-1 hello');
  ledger.see({ ...view, ...change(0, { busy: true })(view) });
  expect(ledger.possible()).toEqual([{ ...accepted, sessionId: null, notes: [], unsure: [1] }]);
  ledger.see(view);
  expect(ledger.possible()).toEqual([{ ...accepted, notes: [1] }]);
});

test('a clear counts from when the panel says so; before that both outcomes are right', () => {
  const ledger = createLedger();
  const { view } = allWell();
  ledger.say('hello');
  ledger.see(view);
  ledger.clear(view);
  const empty = { ...view, messages: [] };
  ledger.see(empty);
  const gone = new Set(view.messages.map(({ id }) => id));
  const outcomes = [
    { ...accepted, notes: [1] },
    { ...accepted, notes: [], cleared: gone },
  ];
  expect(ledger.possible()).toEqual(outcomes);
  ledger.see({ ...empty, toast: 'Chat cleared' });
  expect(ledger.possible()).toEqual(outcomes.slice(1));
});
