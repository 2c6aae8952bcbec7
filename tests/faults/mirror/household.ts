import type { Device } from '../../fakes/device.ts';
import type { Screen } from '../../fakes/screen.ts';
import { comes, toLetta, type Rig } from '../network/rig.ts';
import type { Row } from '../../../utils/mirror/protocol.ts';

/** A mirror, wherever it runs. */
interface AnyMirror {
  readonly url: string;
  readonly token: string;
  rows(): Promise<readonly Row[]>;
}

/** Devices of one person on one mirror, and what each of them must show in the end. */
export interface Household {
  /** A device with a panel on the one session. */
  add(): Promise<Member>;
  /** Null once every device shows every message, in one order, and the mirror has each once. */
  converge(): Promise<string | null>;
}

export interface Member {
  readonly device: Device;
  readonly screen: Screen;
  /** Says something, and waits for the answer. */
  say(text: string): Promise<void>;
  /** Waits until the mirror has acknowledged all. */
  mirrored(withinMs?: number): Promise<boolean>;
  /** The network goes and comes: nothing is synced in between. */
  unplug(): void;
  plug(): void;
}

export async function openHousehold(rig: Rig, mirror: AnyMirror): Promise<Household> {
  const agent = await rig.agent({ paceMs: 0 });
  const members: Member[] = [];
  let session: string | undefined;
  let said = 0;

  async function add(): Promise<Member> {
    const online = { ...toLetta(agent), mirror: { baseUrl: mirror.url, token: mirror.token } };
    const device = rig.device(online);
    const screen = await device.open(session);
    session ??= screen.sessionId;
    const member: Member = {
      device,
      screen,
      async say(text) {
        said += 2;
        await screen.reply(await screen.say(text));
      },
      mirrored: (withinMs) =>
        comes(() => {
          const status = screen.status();
          return status?.mirror === 'mirrored' && status.waiting + status.failed === 0;
        }, withinMs),
      unplug() {
        device.settings = { ...device.settings, mirror: null };
        device.kill();
        device.wake();
      },
      plug() {
        device.settings = { ...device.settings, ...online };
        device.kill();
        device.wake();
      },
    };
    members.push(member);
    return member;
  }

  async function look(): Promise<string | null> {
    const rows = await mirror.rows();
    const stored = rows.flatMap((row) => (row.kind === 'msg' ? [row.message.id] : []));
    if (new Set(stored).size !== stored.length) return 'a message is on the mirror twice';
    if (stored.length !== said) return `${stored.length} of ${said} messages are on the mirror`;
    const views = await Promise.all(members.map(({ screen }) => screen.lines()));
    const short = views.find((lines) => lines.length !== said);
    if (short !== undefined) return `a device shows ${short.length} of ${said} messages`;
    return new Set(views.map((lines) => lines.join('\n'))).size === 1 ? null : 'the devices differ';
  }

  async function converge(): Promise<string | null> {
    let last: string | null = null;
    for (let attempt = 0; attempt < 6; attempt += 1) {
      // What an alarm does every few minutes.
      for (const { device } of members) device.wake();
      if (await comes(async () => (last = await look()) === null, 2_500)) return null;
    }
    const claims = members.map(({ screen }) => screen.status()?.mirror);
    return `${last}; the panels say ${claims.join(', ')}`;
  }
  return { add, converge };
}
