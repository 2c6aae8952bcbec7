import { textOf, type Message } from '../../../utils/chat/message.ts';
import type { PracticeAgent } from '../../../server/practice-agent/start-practice-agent.ts';
import type { Screen } from '../../fakes/screen.ts';
import { comes, heardBy, lastAnswerOf, pause, toLetta, type Rig } from '../network/rig.ts';
import { openSpoiledLetta, type Spoiler, type SpoiledLetta } from './spoiled-letta.ts';
import { sayInstead, type StreamFault } from './spoiled-streams.ts';

const words = 'long 60';

interface Spoiled {
  readonly agent: PracticeAgent;
  readonly letta: SpoiledLetta;
  readonly screen: Screen;
}

/** A device that has spoken once with an agent, all of whose further answers can be spoiled. */
async function openSpoiled(rig: Rig, redis = true): Promise<Spoiled> {
  const agent = await rig.agent({ paceMs: 2, redis });
  const letta = await openSpoiledLetta(agent.url);
  rig.defer(() => letta.close());
  const screen = await rig.device(toLetta(agent, letta.url)).open();
  await screen.reply(await screen.say('One'));
  return { agent, letta, screen };
}

/** One stream that ends or looks otherwise than it should. */
export async function tryStream(
  rig: Rig,
  { fault, redis }: { fault: StreamFault; redis: boolean },
): Promise<string | null> {
  const { agent, letta, screen } = await openSpoiled(rig, redis);
  let spoiled = 0;
  letta.set({ stream: (frames) => ((spoiled += 1) === 1 ? fault.spoil(frames) : null) });
  const id = await screen.say(words);
  const reply = await storedReply(screen, id);
  if (spoiled === 0) return 'the fault was never met';
  if (reply === null) return 'no reply was ever stored';
  if (fault.ends === 'not-final') {
    if (reply.status === 'final') return 'shown as whole';
    return reply.trouble === null ? 'marked as broken off, without a reason' : null;
  }
  return isWhole({ screen, agent, id, reply });
}

/** A server that answers some requests otherwise: it forgot the run, lost Redis. */
export async function tryRefusals(
  rig: Rig,
  { refuse, cutStream }: { readonly refuse: NonNullable<Spoiler['refuse']>; readonly cutStream: boolean },
): Promise<string | null> {
  const { agent, letta, screen } = await openSpoiled(rig);
  let met = 0;
  letta.set({
    refuse(asked) {
      const refused = refuse(asked);
      if (refused !== null) met += 1;
      return refused;
    },
    ...(cutStream ? { stream: (frames) => frames.slice(0, 10) } : {}),
  });
  const id = await screen.say(words);
  const reply = await storedReply(screen, id);
  if (met === 0) return 'the fault was never met';
  return reply === null ? 'no reply was ever stored' : isWhole({ screen, agent, id, reply });
}

/** Text that is much, or comes in very many pieces. It is shown, stored, and mirrored or said not to be. */
export async function tryText(rig: Rig, pieces: () => Iterable<string>): Promise<string | null> {
  const agent = await rig.agent({ paceMs: 0 });
  const mirror = await rig.mirror();
  const letta = await openSpoiledLetta(agent.url);
  rig.defer(() => letta.close());
  const device = rig.device({
    ...toLetta(agent, letta.url),
    mirror: { baseUrl: mirror.url, token: mirror.token },
  });
  const screen = await device.open();
  letta.set({ stream: (frames) => sayInstead(frames, pieces()) });
  const id = await screen.say('Hello');
  const reply = await storedReply(screen, id, 120_000);
  if (reply?.status !== 'final') return `ended as ${reply?.status}, ${reply?.trouble?.reason}`;
  const expected = [...pieces()].join('');
  if (textOf(reply) !== expected.trimEnd() && textOf(reply) !== expected)
    return `${textOf(reply).length} of ${expected.length} characters`;
  const settled = await comes(() => {
    const status = screen.status();
    return status !== null && status.waiting === 0 && (status.mirror === 'mirrored' || status.failed > 0);
  }, 60_000);
  if (!settled) return `the mirror never settled: ${JSON.stringify(screen.status())}`;
  const there = (await mirror.rows()).some((row) => row.kind === 'msg' && row.message.id === reply.id);
  if (!there && screen.status()?.failed === 0) return 'said Mirrored, and the answer is not on the mirror';
  return null;
}

/** The server stops in the middle of an answer and is started again with what it had stored. */
export async function tryRestart(
  rig: Rig,
  { afterPieces, redis }: { afterPieces: number; redis: boolean },
): Promise<string | null> {
  const dataDir = await rig.folder();
  const options = { paceMs: 10, dataDir, redis };
  const first = await rig.agent(options);
  const screen = await rig.device(toLetta(first)).open();
  await screen.reply(await screen.say('One'));
  const id = await screen.say(words);
  if (afterPieces > 0) await comes(() => textLength(screen) > afterPieces);
  const shown = textLength(screen);
  await first.close();
  await pause(300);
  const second = await rig.agent({ ...options, port: Number(new URL(first.url).port) });
  let reply = await storedReply(screen, id);
  if (reply === null) return 'no reply was ever stored';
  if (reply.status !== 'final') {
    if (reply.trouble === null) return 'marked as broken off, without a reason';
    if (textOf(reply).length < shown) return 'words that were shown are gone';
    await screen.command({ type: 'retry', sessionId: screen.sessionId, messageId: id });
    reply = await storedReply(screen, id, 20_000, reply);
  }
  if (reply?.status !== 'final')
    return `never whole after the restart: ${reply?.status}, ${reply?.trouble?.reason}`;
  return isWhole({ screen, agent: second, id, reply });
}

function textLength(screen: Screen): number {
  const parts = screen.turn()?.reply.parts ?? [];
  return parts.reduce((sum, part) => sum + (part.type === 'text' ? part.text.length : 0), 0);
}

/** What the agent has stored is what is shown, and it was asked once. */
async function isWhole({
  screen,
  agent,
  id,
  reply,
}: {
  readonly screen: Screen;
  readonly agent: PracticeAgent;
  readonly id: string;
  readonly reply: Message;
}): Promise<string | null> {
  if (reply.status !== 'final') return `ended as ${reply.status}, ${reply.trouble?.reason}`;
  const heard = heardBy(agent).filter((text) => text === words).length;
  if (heard !== 1) return `the agent was asked ${heard} times`;
  const { messages, session } = await screen.read();
  const thread = session?.binding?.conversationId ?? null;
  const said = lastAnswerOf(agent, thread);
  if (textOf(reply) !== said) return `shown ${textOf(reply).length} characters, said ${said.length}`;
  const shown = messages.filter(({ replyTo }) => replyTo === id).length;
  return shown === 1 ? null : `${shown} answers are shown`;
}

async function storedReply(
  screen: Screen,
  id: string,
  withinMs = 45_000,
  before: Message | null = null,
): Promise<Message | null> {
  let found: Message | null = null;
  await comes(async () => {
    const { messages, turn } = await screen.read();
    found = turn?.id === id ? null : (messages.find(({ replyTo }) => replyTo === id) ?? null);
    return found !== null && JSON.stringify(found) !== JSON.stringify(before);
  }, withinMs);
  return found;
}
