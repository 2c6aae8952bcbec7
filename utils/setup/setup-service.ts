import type {
  LettaFields,
  MirrorFields,
  MirrorFound,
  SetupFailure,
  SetupFields,
  SetupSaved,
  SetupService,
} from '../chat/setup.ts';
import { parseBaseUrl } from '../letta/base-url.ts';
import type { MirrorClient } from '../mirror/mirror-client.ts';
import type { HostPermission } from '../platform/host-permission.ts';
import { defaultSettings, type MirrorSettings, type Settings } from '../settings/settings.ts';
import { connectLetta, exploreLetta, patienceMs, type LettaServer, type OpenLetta } from './connect-letta.ts';
import { isConnectCode, parseConnectCode } from './connect-code.ts';
import { fail, toMirrorFailure } from './setup-problem.ts';

/** The outside, given by the page. */
export interface SetupPorts {
  readonly permission: Pick<HostPermission, 'request' | 'release'>;
  readonly letta: OpenLetta;
  readonly mirror: (server: { baseUrl: string; token: string }) => Pick<MirrorClient, 'check'>;
  readonly readSettings: () => Promise<Settings>;
  readonly saveSettings: (settings: Settings) => Promise<void>;
}

type Read<Value> = ({ readonly ok: true } & Value) | SetupFailure;

function readLetta({ server, apiKey }: LettaFields): Read<LettaServer> {
  if (server.trim() === '') return fail('no-server');
  const baseUrl = parseBaseUrl(server);
  return baseUrl === null ? fail('bad-address', server.trim()) : { ok: true, baseUrl, apiKey: apiKey.trim() };
}

function readMirror(fields: MirrorFields): Read<{ baseUrl: string; token: string }> {
  const code = [fields.address, fields.token].find(isConnectCode);
  const plain = code === undefined ? fields : parseConnectCode(code);
  if (plain === null) return fail('bad-code');
  if (plain.address.trim() === '') return fail('no-mirror-address');
  const baseUrl = parseBaseUrl(plain.address);
  if (baseUrl === null) return fail('bad-mirror-address', plain.address.trim());
  const token = plain.token.trim();
  return token === '' ? fail('no-token') : { ok: true, baseUrl, token };
}

function isEmpty(...texts: readonly string[]): boolean {
  return texts.every((text) => text.trim() === '');
}

/** What is to be connected by these fields (null: nothing), or the first thing that is wrong with them. */
function readFields({
  letta,
  mirror,
}: SetupFields): Read<{ letta: LettaServer | null; mirror: MirrorSettings | null }> {
  const server = isEmpty(letta.server, letta.apiKey) ? null : readLetta(letta);
  if (server?.ok === false) return server;
  const store = isEmpty(mirror.address, mirror.token) ? null : readMirror(mirror);
  if (store?.ok === false) return store;
  return {
    ok: true,
    letta: server && { baseUrl: server.baseUrl, apiKey: server.apiKey },
    mirror: store && { baseUrl: store.baseUrl, token: store.token },
  };
}

function toFields(settings: Settings): Pick<SetupSaved, 'fields' | 'practice'> {
  const { letta, mirror } = settings;
  return {
    fields: {
      letta: { server: letta?.baseUrl ?? '', apiKey: letta?.apiKey ?? '' },
      agent: letta
        ? { kind: 'existing', agentId: letta.agentId, agentName: letta.agentName }
        : { kind: 'none' },
      mirror: { address: mirror?.baseUrl ?? '', token: mirror?.token ?? '' },
    },
    practice: letta?.practice ?? false,
  };
}

/** Connects Letta and the mirror, for the options page and the panel's first run. */
export function createSetupService(ports: SetupPorts): SetupService {
  /** Origins asked for on this page; what is not saved in the end is given back. */
  const asked = new Set<string>();

  function request(baseUrls: readonly string[]): Promise<boolean> {
    for (const baseUrl of baseUrls) asked.add(baseUrl);
    return ports.permission.request(baseUrls);
  }

  async function keep(settings: Settings, before: Settings): Promise<SetupSaved | SetupFailure> {
    try {
      await ports.saveSettings(settings);
    } catch (cause) {
      console.error('setup: the settings could not be saved', cause);
      // An agent that was made for this is named, so that the next try does not make another one.
      return fail('not-saved', '', settings.letta ? [settings.letta] : []);
    }
    await ports.permission.release([...asked, ...originsOf(before)], originsOf(settings));
    asked.clear();
    return { ok: true, ...toFields(settings) };
  }

  return {
    parseConnectCode,
    readFields: () =>
      ports.readSettings().then(toFields, (cause: unknown) => {
        console.error('setup: the settings could not be read', cause);
        return toFields(defaultSettings);
      }),

    async checkLetta(fields) {
      const server = readLetta(fields);
      if (!server.ok) return server;
      if (!(await request([server.baseUrl]))) return fail('no-permission', server.baseUrl);
      return exploreLetta(ports.letta, server);
    },

    async checkMirror(fields): Promise<MirrorFound | SetupFailure> {
      const server = readMirror(fields);
      if (!server.ok) return server;
      const { baseUrl } = server;
      if (!(await request([baseUrl]))) return fail('no-permission', baseUrl);
      try {
        await ports.mirror(server).check(AbortSignal.timeout(patienceMs));
        return { ok: true, baseUrl };
      } catch (error) {
        return toMirrorFailure(error, baseUrl);
      }
    },

    async save(fields) {
      const read = readFields(fields);
      if (!read.ok) return read;
      const origins = [read.letta, read.mirror].flatMap((server) => (server ? [server.baseUrl] : []));
      if (!(await request(origins))) return fail('no-permission', origins.join(', '));
      const before = await ports.readSettings().catch(() => null);
      if (before === null) return fail('not-saved');
      const { letta: server, mirror } = read;
      if (server === null) return keep({ ...before, letta: null, mirror }, before);
      const connected = await connectLetta(ports.letta, { server, wish: fields.agent, known: before.letta });
      return connected.ok ? keep({ ...before, letta: connected.letta, mirror }, before) : connected;
    },
  };
}

function originsOf({ letta, mirror }: Settings): readonly string[] {
  return [letta, mirror].flatMap((server) => (server ? [server.baseUrl] : []));
}
