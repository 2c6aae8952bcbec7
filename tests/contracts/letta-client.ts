import { afterAll, beforeAll, describe, expect, test, type TestContext } from 'vitest';
import { v4, v7 } from 'uuid';
import { applyEvent } from '../../utils/chat/apply-event.ts';
import { textOf } from '../../utils/chat/message.ts';
import { emptyReply, type ReplyDraft } from '../../utils/chat/turn.ts';
import type { TurnEvent } from '../../utils/chat/turn-event.ts';
import type { LettaClient, SendRequest, ServerFacts, Thread } from '../../utils/letta/letta-client.ts';
import { LettaError } from '../../utils/letta/letta-error.ts';
import { toReplyTrouble } from '../../utils/letta/to-trouble.ts';
import { isBefore } from '../../utils/letta/version.ts';

/** A client with a server behind it. `words` make that server's model do what a step needs. */
export interface LettaPeer {
  readonly client: LettaClient;
  /** Null: the suite creates one. */
  readonly agentId: string | null;
  /** `words.slow` is sure to take seconds; where not, steps that came too late are skipped, not failed. */
  readonly slowForSure: boolean;
  /** Its model speaks in whole steps, so that a slow answer is silent until it is there. */
  readonly steps: boolean;
  /** `slow`: an answer of several seconds; `tool`: a call of `read_job_page` (null: cannot be asked for). */
  readonly words: {
    readonly plain: string;
    readonly slow: string;
    readonly tool: string | null;
    /** Makes it repeat a name that it was told before; null: cannot be asked for. */
    readonly recall: string | null;
  };
  close(): Promise<void>;
}

const tool = {
  name: 'read_job_page',
  description: 'Reads the job page that the user looks at.',
  parameters: { type: 'object', properties: { q: { type: 'string' } } },
};

/**
 * What every implementation of `LettaClient` must do with every server. What the server itself cannot do
 * (background mode without Redis) is skipped with a note that says so.
 */
export function runLettaClientContract(name: string, setup: () => Promise<LettaPeer>): void {
  describe(`${name}: a Letta client`, () => {
    let peer: LettaPeer;
    let facts: ServerFacts;
    let agentId: string;
    let background = true;

    beforeAll(async () => {
      peer = await setup();
      facts = await peer.client.probe();
      agentId =
        peer.agentId ?? (await peer.client.createAgent({ name: `Contract ${v7()}`, about: 'A tester.' })).id;
      background = await hasBackground();
    }, 60_000);
    afterAll(() => peer?.close());

    async function openThread(): Promise<Thread> {
      const conversationId = facts.conversations
        ? await peer.client.createConversation(agentId, 'Contract')
        : null;
      return { agentId, conversationId };
    }

    function request(thread: Thread, text: string): SendRequest {
      return { thread, text, decisions: [], otid: v7(), background, clientTools: [] };
    }

    /** Background mode is only known by trying: without Redis the first send is refused. */
    async function hasBackground(): Promise<boolean> {
      try {
        await fold(peer.client.send({ ...request(await openThread(), peer.words.plain), background: true }));
        return true;
      } catch (error) {
        if (error instanceof LettaError && error.reason === 'no-background') return false;
        throw error;
      }
    }

    function needBackground(context: TestContext): void {
      if (!background) context.skip('this server has no background mode (no Redis)');
    }

    function skipTooFast(context: TestContext): void {
      if (!peer.slowForSure) context.skip('the answer was over before anything could be done about it');
    }

    /** The first event by which an answer is under way. */
    function underWay(): TurnEvent['type'] {
      return peer.steps ? 'alive' : 'text';
    }

    /** Starts a slow answer and leaves it at the first words, as a killed worker does. */
    async function leaveInTheMiddle(send: SendRequest): Promise<ReplyDraft> {
      const controller = new AbortController();
      const draft = await fold(peer.client.send(send, controller.signal), { until: underWay() });
      controller.abort();
      return draft;
    }

    test('knows the server, and finds the agent in its list', async () => {
      expect(facts.dialect === 'cloud' || /^\d+\.\d+/.test(facts.version)).toBe(true);
      expect((await peer.client.listAgents()).map(({ id }) => id)).toContain(agentId);
    });

    test('sends words and hears the whole answer', async () => {
      const draft = await fold(peer.client.send(request(await openThread(), peer.words.plain)));
      expect(draft).toMatchObject({ stop: 'end_turn', failure: null });
      expect(textOf(draft).length).toBeGreaterThan(0);
      expect(draft.runId).toMatch(/^run-/);
    });

    test('reads the same answer back from the history', async () => {
      const send = request(await openThread(), peer.words.plain);
      const live = await fold(peer.client.send(send));
      const turn = await peer.client.readTurn(send.thread, send.otid);
      expect(turn).toMatchObject({ found: true, pendingCallIds: [] });
      expect(textOf(turn.events.reduce(applyEvent, emptyReply))).toBe(textOf(live));
      expect(shapeOf(turn.events.reduce(applyEvent, live))).toEqual(shapeOf(live));
      expect(await peer.client.readTurn(send.thread, v7())).toMatchObject({ found: false });
    });

    test('deletes a conversation, also one that is gone already', async (context) => {
      if (!facts.conversations) context.skip('this server has no conversations');
      const thread = await openThread();
      const { conversationId } = thread;
      const send = request(thread, peer.words.plain);
      await fold(peer.client.send(send));
      for (const _ of [1, 2]) await peer.client.deleteConversation(conversationId ?? '');
      // Some servers say that it is not there, others that it is empty.
      const left = await peer.client.readTurn(thread, send.otid).catch(() => null);
      expect(left?.found ?? false).toBe(false);
    });

    test('forks a conversation: the copy knows what was said, and each goes on for itself', async (context) => {
      if (!facts.conversations || isBefore(facts.version, '0.16.7')) {
        context.skip('this server forks no conversations');
      }
      const source = await openThread();
      const told = request(source, 'My name is Quux.');
      await fold(peer.client.send(told));
      const thread = {
        agentId,
        conversationId: await peer.client.forkConversation(source.conversationId ?? ''),
      };
      expect(await peer.client.readTurn(thread, told.otid)).toMatchObject({ found: true, newest: true });
      const asked = request(thread, peer.words.recall ?? peer.words.plain);
      const draft = await fold(peer.client.send(asked));
      if (peer.words.recall !== null) expect(textOf(draft)).toContain('Quux');
      expect(await peer.client.readTurn(thread, told.otid)).toMatchObject({ found: true, newest: false });
      expect(await peer.client.readTurn(source, told.otid)).toMatchObject({ found: true, newest: true });
      expect(await peer.client.readTurn(source, asked.otid)).toMatchObject({ found: false });
      await peer.client.deleteConversation(source.conversationId ?? '');
      expect(await peer.client.readTurn(thread, told.otid)).toMatchObject({ found: true });
    });

    test('says that a conversation to fork is not there', async (context) => {
      if (!facts.conversations || isBefore(facts.version, '0.16.7')) {
        context.skip('this server forks no conversations');
      }
      await expect(peer.client.forkConversation(`conv-${v4()}`)).rejects.toMatchObject({ status: 404 });
    });

    test('speaks several turns, each with its own answer', async () => {
      const thread = await openThread();
      const sends = [request(thread, peer.words.plain), request(thread, peer.words.plain)];
      for (const send of sends) await fold(peer.client.send(send));
      const turns = await Promise.all(sends.map(({ otid }) => peer.client.readTurn(thread, otid)));
      const keys = turns.map(({ events }) =>
        events.flatMap((event) => (event.type === 'text' ? [event.key] : [])),
      );
      expect(keys.map(({ length }) => length > 0)).toEqual([true, true]);
      expect(new Set(keys.flat()).size).toBe(keys.flat().length);
    });

    test('resumes an answer after it was left, to the same text as the history', async (context) => {
      needBackground(context);
      const send = request(await openThread(), peer.words.slow);
      const left = await leaveInTheMiddle(send);
      expect(left.stop).toBeNull();
      const runId = left.runId ?? '';
      const startingAfter = left.cursors[runId] ?? 0;
      const resume = { thread: send.thread, otid: send.otid, runId, startingAfter };
      const draft = await fold(peer.client.resume(resume), { start: left });
      expect(draft.stop).toBe('end_turn');
      const turn = await peer.client.readTurn(send.thread, send.otid);
      expect(textOf(turn.events.reduce(applyEvent, emptyReply))).toBe(textOf(draft));
    });

    test('finds a run by our otid where its id was lost', async (context) => {
      needBackground(context);
      if (!facts.conversations) context.skip('this server has no conversations');
      const send = request(await openThread(), peer.words.slow);
      const left = await leaveInTheMiddle(send);
      const resume = { thread: send.thread, otid: send.otid, runId: null, startingAfter: 0 };
      const draft = await fold(peer.client.resume(resume));
      expect(draft).toMatchObject({ runId: left.runId, stop: 'end_turn' });
    });

    test('attaches to the running answer when the same request is posted again', async (context) => {
      needBackground(context);
      if (!facts.conversations) context.skip('this server has no conversations');
      const send = request(await openThread(), peer.words.slow);
      const left = await leaveInTheMiddle(send);
      const draft = await fold(peer.client.send(send), { start: left });
      expect(draft).toMatchObject({ runId: left.runId, stop: 'end_turn' });
      const { events } = await peer.client.readTurn(send.thread, send.otid);
      expect(shapeOf(events.reduce(applyEvent, draft))).toEqual(shapeOf(draft));
    });

    test('knows what runs, and stops it', async (context) => {
      const send = request(await openThread(), peer.words.slow);
      let draft = emptyReply;
      let asked = false;
      for await (const event of peer.client.send(send)) {
        draft = applyEvent(draft, event);
        if (asked || event.type !== underWay()) continue;
        asked = true;
        const run = await peer.client.findActiveRun(send.thread);
        if (run === null) skipTooFast(context);
        expect(run).toMatchObject({ id: draft.runId, state: 'active', background });
        await peer.client.cancel(send.thread, draft.runId);
      }
      expect(draft.stop).toBe('cancelled');
      await peer.client.cancel(send.thread, draft.runId);
      expect(await peer.client.findActiveRun(send.thread)).toBeNull();
      expect(await peer.client.readRun(draft.runId ?? '')).toMatchObject({ state: 'cancelled' });
    });

    test('is told that a conversation is busy, and by which run', async (context) => {
      needBackground(context);
      if (!facts.conversations) context.skip('this server has no conversations');
      const send = request(await openThread(), peer.words.slow);
      const left = await leaveInTheMiddle(send);
      const second = await fold(peer.client.send(request(send.thread, peer.words.plain))).then(
        () => null,
        toReason,
      );
      if (second === null) skipTooFast(context);
      expect(second).toMatchObject({ reason: 'busy', runId: left.runId });
      await peer.client.cancel(send.thread, left.runId);
    });

    test('hands a call of ours over, finds it after a restart, and goes on with the answer', async (context) => {
      const { tool: words } = peer.words;
      if (words === null) return context.skip('this server’s model cannot be made to call a tool');
      const send = { ...request(await openThread(), words), clientTools: [tool] };
      const asked = await fold(peer.client.send(send));
      expect(asked.stop).toBe('requires_approval');
      const calls = asked.parts.flatMap((part) => (part.type === 'tool' ? [part] : []));
      expect(calls).toMatchObject([{ name: tool.name, state: 'approval' }]);
      const turn = await peer.client.readTurn(send.thread, send.otid);
      expect(turn.pendingCallIds).toEqual(calls.map(({ callId }) => callId));

      const early = await fold(peer.client.send(request(send.thread, peer.words.plain))).then(
        toReplyTrouble,
        toReason,
      );
      expect(early).toMatchObject({ reason: 'approval-pending' });

      const decisions = turn.pendingCallIds.map((callId) => ({ callId, approve: false, reason: 'not now' }));
      const denied = decisions
        .map((one): TurnEvent => ({ ...one, ...past, type: 'approval' }))
        .reduce(applyEvent, asked);
      const answer = { ...send, text: null, decisions, otid: v7() };
      const draft = await fold(peer.client.send(answer), { start: denied });
      expect(draft).toMatchObject({ stop: 'end_turn', failure: null });
      const after = await peer.client.readTurn(send.thread, send.otid);
      expect(after.pendingCallIds).toEqual([]);
      const complete = after.events.reduce(applyEvent, draft);
      expect(complete.parts.find(({ type }) => type === 'tool')).toMatchObject({ state: 'denied' });
      expect(textOf(complete)).toBe(textOf(draft));
    });

    test('gives a tool’s result back in the same way', async (context) => {
      const { tool: words } = peer.words;
      if (words === null) return context.skip('this server’s model cannot be made to call a tool');
      const send = { ...request(await openThread(), words), clientTools: [tool] };
      await fold(peer.client.send(send));
      const { pendingCallIds } = await peer.client.readTurn(send.thread, send.otid);
      const results = pendingCallIds.map(
        (callId) => ({ callId, status: 'success', text: 'Job: Nurse' }) as const,
      );
      const draft = await fold(peer.client.send({ ...send, text: null, results, otid: v7() }));
      expect(draft.stop).toBe('end_turn');
      const { events } = await peer.client.readTurn(send.thread, send.otid);
      const part = events.reduce(applyEvent, emptyReply).parts.find(({ type }) => type === 'tool');
      expect(part).toMatchObject({ state: 'done', result: 'Job: Nurse' });
    });

    test('says that a run is unknown', async () => {
      await expect(peer.client.readRun(`run-${v4()}`)).rejects.toMatchObject({ reason: 'not-found' });
    });
  });
}

const past = { runId: null, seq: null, at: 0 } as const;

async function fold(
  events: AsyncIterable<TurnEvent>,
  { start = emptyReply, until }: { readonly start?: ReplyDraft; readonly until?: TurnEvent['type'] } = {},
): Promise<ReplyDraft> {
  let draft = start;
  for await (const event of events) {
    draft = applyEvent(draft, event);
    if (event.type === until) break;
  }
  return draft;
}

function toReason(error: unknown): { readonly reason: string } {
  return error instanceof LettaError ? error : { reason: String(error) };
}

/** The parts as the reader sees them: type, text or name, in order. */
function shapeOf({ parts }: ReplyDraft): readonly string[] {
  return parts.map((part) => {
    if (part.type === 'tool') return `tool ${part.name} ${part.state}`;
    return part.type === 'other' ? 'other' : `${part.type} ${part.text}`;
  });
}
