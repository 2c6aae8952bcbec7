import { textOf, type Message, type TroubleReason } from '../../../utils/chat/message.ts';
import type { PracticeAgent } from '../../../server/practice-agent/start-practice-agent.ts';
import type { Screen } from '../../fakes/screen.ts';
import type { FaultyProxy, LineFault } from './faulty-proxy.ts';
import { comes, heardBy, lastAnswerOf, toLetta, type Rig } from './rig.ts';

/** The reasons that the panel may word while a fault lasts; null: it must not be noticed at all. */
const reasons: Readonly<Record<string, readonly TroubleReason[] | null>> = {
  'connection cut': ['server-down'],
  'answer lost after the work': ['server-down', 'cut'],
  'half-open': ['stalled'],
  delay: null,
  '200 with HTML': ['not-letta'],
  '200 with HTML after the work': ['not-letta'],
  'truncated JSON': ['cut', 'not-letta'],
  'reset in mid-body': ['cut', 'server-down'],
  'captive portal': ['not-letta'],
  401: ['wrong-key'],
  403: ['wrong-key'],
  409: ['busy'],
  410: ['cut', 'server-error', 'unknown'],
  413: ['too-long'],
  429: ['rate-limited'],
  '429 with an absurd Retry-After': ['rate-limited'],
  500: ['server-error'],
  503: ['server-error'],
};

/** A turn over a line that fails for one request, or until the user has seen it. Null: all held. */
export async function tryLettaLine(
  rig: Rig,
  { name, fault, times, redis }: { name: string; fault: LineFault; times: number | null; redis: boolean },
): Promise<string | null> {
  const agent = await rig.agent({ paceMs: 2, redis });
  const proxy = await rig.proxy(agent.url);
  const screen = await rig.device(toLetta(agent, proxy.url)).open();
  await screen.reply(await screen.say('One'));
  proxy.set(fault, times);
  const id = await screen.say('long 60');
  const first = await replyTo(screen, id);
  if (first === null) return 'no reply was ever stored';
  if (proxy.met() === 0) return 'the fault was never met';
  if (times === null) {
    const problem = judge(name, first);
    if (problem !== null) return problem;
  }
  proxy.set(null);
  return finish({ screen, agent, proxy, id, first });
}

function judge(name: string, { status, trouble }: Message): string | null {
  const expected = reasons[name];
  if (expected === null) return status === 'final' ? null : `ended as ${status}, ${trouble?.reason}`;
  // A fault that leaves the server's work alone may be overcome by the history.
  if (status === 'final') return expected?.includes('cut') === true ? null : 'ended well under the fault';
  if (trouble === null || expected?.includes(trouble.reason) !== true)
    return `the panel says ${trouble?.reason}, not ${expected?.join(' or ')}`;
  return null;
}

/** A laptop's lid closes in mid-answer: nothing moves for longer than the client's patience. */
export async function trySleep(rig: Rig, asleepMs: number): Promise<string | null> {
  const agent = await rig.agent({ paceMs: 15 });
  const proxy = await rig.proxy(agent.url);
  const screen = await rig.device(toLetta(agent, proxy.url)).open();
  const id = await screen.say('long 60');
  await comes(() => (screen.turn()?.reply.parts.length ?? 0) > 0);
  proxy.freeze();
  await new Promise((resolve) => setTimeout(resolve, asleepMs));
  proxy.thaw();
  const first = await replyTo(screen, id);
  return first === null ? 'no reply was ever stored' : finish({ screen, agent, proxy, id, first });
}

/** The user does what the panel offers until the answer is there: whole, and asked for once. */
async function finish({
  screen,
  agent,
  id,
  first,
}: {
  readonly screen: Screen;
  readonly agent: PracticeAgent;
  readonly proxy: FaultyProxy;
  readonly id: string;
  readonly first: Message;
}): Promise<string | null> {
  const { sessionId } = screen;
  let reply: Message | null = first;
  for (let presses = 0; presses < 4 && reply?.status !== 'final'; presses += 1) {
    const before: Message | null = reply;
    const trouble = await screen.command({ type: 'retry', sessionId, messageId: id });
    if (trouble !== null) await new Promise((resolve) => setTimeout(resolve, 300));
    reply = await replyTo(screen, id, before);
  }
  if (reply?.status !== 'final') return `never whole: ${reply?.status}, ${reply?.trouble?.reason}`;
  const words = heardBy(agent).filter((text) => text === 'long 60').length;
  if (words !== 1) return `the agent was asked ${words} times`;
  const thread = (await screen.read()).session?.binding?.conversationId ?? null;
  if (textOf(reply) !== lastAnswerOf(agent, thread)) return 'the answer is not what the agent said';
  const shown = (await screen.read()).messages.filter(({ replyTo: to }) => to === id).length;
  return shown === 1 ? null : `${shown} answers are shown`;
}

/** The stored reply once no turn is in flight; with `before`, one that is no longer that. */
async function replyTo(screen: Screen, id: string, before: Message | null = null): Promise<Message | null> {
  let found: Message | null = null;
  await comes(
    async () => {
      const { messages, turn } = await screen.read();
      found = turn?.id === id ? null : (messages.find((message) => message.replyTo === id) ?? null);
      return found !== null && JSON.stringify(found) !== JSON.stringify(before);
    },
    before === null ? 45_000 : 6_000,
  );
  return found;
}
