import { createId } from '../../../utils/chat/id.ts';
import type { BackgroundStatus } from '../../../utils/messaging/panel-protocol.ts';
import type { Screen } from '../../fakes/screen.ts';
import { watchClaims } from './claims.ts';
import type { LineFault } from './faulty-proxy.ts';
import { comes, heardBy, pause, toLetta, type Rig, type RigMirror } from './rig.ts';

type Word = BackgroundStatus['mirror'];

/** What the panel may say of the mirror while a fault lasts; `offline` where nothing else is said. */
const words: Readonly<Record<string, readonly Word[]>> = {
  401: ['sign-in-needed'],
  403: ['sign-in-needed'],
  429: ['waiting'],
  '429 with an absurd Retry-After': ['waiting'],
  delay: ['mirrored', 'waiting'],
};

/** One device speaks with the mirror over a line that fails, another over a good one. Null: all held. */
export async function tryMirrorLine(rig: Rig, name: string, fault: LineFault): Promise<string | null> {
  const agent = await rig.agent({ paceMs: 1 });
  const mirror = await rig.mirror();
  const proxy = await rig.proxy(mirror.url);
  const here = rig.device({ ...toLetta(agent), mirror: { baseUrl: proxy.url, token: mirror.token } });
  const there = rig.device({ ...toLetta(agent), mirror: { baseUrl: mirror.url, token: mirror.token } });
  const screen = await here.open();
  const { sessionId } = screen;
  await screen.reply(await screen.say('One'));
  if (!(await comes(() => isMirrored(screen)))) return 'never mirrored before the fault';
  const claims = watchClaims(screen, mirror);

  proxy.set(fault);
  await screen.reply(await screen.say('Two'));
  await screen.command({ type: 'rename', sessionId, title: 'Renamed under a fault' });
  if (!(await comes(() => proxy.met() > 0, 10_000))) return 'the fault was never met';
  const expected = words[name] ?? ['offline'];
  const said =
    fault.how === 'hold' ||
    (await comes(() => expected.some((word) => word === screen.status()?.mirror), 10_000));
  if (!said) return `the panel said ${screen.status()?.mirror}, not ${expected.join(' or ')}`;
  const metBefore = proxy.met();
  await pause(700);
  if (proxy.met() - metBefore > 20) return `asked ${proxy.met() - metBefore} times in 0.7 s`;

  proxy.set(null);
  here.wake();
  if (!(await comes(() => isMirrored(screen))))
    return `not mirrored after the fault: ${screen.status()?.mirror}`;
  const early = await claims.end();
  const problem = await compare({ screen, mirror, other: await there.open(sessionId) });
  if (problem !== null) return problem;
  const heard = heardBy(agent).join();
  if (heard !== 'One,Two') return `the agent heard ${heard}`;
  await screen.command({ type: 'clear', sessionId, undoId: createId() });
  const other = await there.open(sessionId);
  if (!(await comes(async () => (await other.lines()).length === 0))) return 'cleared here, and still there';
  return early;
}

/** The same lines on both devices, and each message once on the mirror. */
async function compare({
  screen,
  other,
  mirror,
}: {
  readonly screen: Screen;
  readonly other: Screen;
  readonly mirror: RigMirror;
}): Promise<string | null> {
  const lines = await screen.lines();
  if (lines.length !== 4) return `${lines.length} lines here: ${lines.join(' / ')}`;
  const same = await comes(
    async () =>
      (await other.lines()).join('\n') === lines.join('\n') &&
      (await other.read()).session?.title === 'Renamed under a fault',
  );
  if (!same) return `there: ${(await other.lines()).join(' / ')}`;
  const ids = (await mirror.rows()).flatMap((row) => (row.kind === 'msg' ? [row.message.id] : []));
  if (new Set(ids).size !== ids.length) return 'a message is on the mirror twice';
  const shown = (await screen.read()).messages.map(({ id }) => id);
  return shown.every((id) => ids.includes(id)) ? null : 'a message is not on the mirror';
}

function isMirrored(screen: Screen): boolean {
  const status = screen.status();
  return status?.mirror === 'mirrored' && status.waiting === 0 && status.failed === 0;
}
