import { expect, test } from 'vitest';
import { createLettaConnection } from '../../entrypoints/background/letta-connection.ts';
import { createRestClient } from '../../utils/letta/rest-client.ts';
import type { ServerFacts } from '../../utils/letta/letta-client.ts';
import { createBackgroundItems } from '../../utils/settings/background-items.ts';
import { defaultSettings, type Settings } from '../../utils/settings/settings.ts';
import { createStorageArea } from '../fakes/storage-area.ts';
import { facts } from '../turn/fixtures.ts';

const hour = 3_600_000;
const signal = new AbortController().signal;
const withLetta: Settings = {
  ...defaultSettings,
  letta: { baseUrl: 'http://l.test', apiKey: '', agentId: 'agent-1', agentName: 'Ada', practice: false },
};

/** A server whose facts can change, and a worker that can be stopped. */
function openServer() {
  const area = createStorageArea();
  const state = { now: 0, probes: 0, down: false, found: facts, settings: withLetta };
  const boot = () =>
    createLettaConnection({
      facts: createBackgroundItems(area).facts,
      readSettings: async () => state.settings,
      now: () => state.now,
      createLetta: (settings, known) => ({
        ...createRestClient({ ...settings, ...(known === undefined ? {} : { facts: known }) }),
        async probe(): Promise<ServerFacts> {
          state.probes += 1;
          if (state.down) throw new Error('down');
          return state.found;
        },
      }),
    });
  return { state, boot };
}

test('a server is asked once what it can do, also over the death of the worker', async () => {
  const { state, boot } = openServer();
  const connect = boot();
  expect((await connect(signal))?.facts).toEqual(facts);
  await connect(signal);
  await boot()(signal);
  expect(state.probes).toBe(1);
});

test('that it has no Redis is remembered, and asked again a day later', async () => {
  const { state, boot } = openServer();
  await (await boot()(signal))?.loseBackground();
  expect((await boot()(signal))?.facts.background).toBe(false);
  state.now = 25 * hour;
  expect((await boot()(signal))?.facts.background).toBe(true);
});

test('what was true yesterday is used while the server does not tell', async () => {
  const { state, boot } = openServer();
  await boot()(signal);
  state.now = 25 * hour;
  state.down = true;
  expect((await boot()(signal))?.facts).toEqual(facts);
});

test('a server that was never reached rejects, and no settings mean no connection', async () => {
  const { state, boot } = openServer();
  state.down = true;
  await expect(boot()(signal)).rejects.toThrow('down');
  state.settings = defaultSettings;
  expect(await boot()(signal)).toBeNull();
});
