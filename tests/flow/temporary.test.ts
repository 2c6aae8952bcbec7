import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createIntake } from '../../entrypoints/sidepanel/intake.ts';
import { createPanelMemory } from '../../entrypoints/sidepanel/panel-memory.ts';
import { createPanelModel, type PanelModel } from '../../entrypoints/sidepanel/panel-model.ts';
import { toEmptyStart } from '../../entrypoints/sidepanel/session-model.ts';
import { createStoreReader } from '../../entrypoints/sidepanel/store-reader.ts';
import { startMirror } from '../../server/mirror/start-mirror.ts';
import type { PracticeAgent } from '../../server/practice-agent/start-practice-agent.ts';
import { createId } from '../../utils/chat/id.ts';
import { textOf } from '../../utils/chat/message.ts';
import { noPromptEdits } from '../../utils/chat/prompt.ts';
import { connectPanel, type PanelPort } from '../../utils/messaging/panel-port.ts';
import { openStore } from '../../utils/store/open-store.ts';
import { temporaryFolder } from '../mirror-server/test-mirror.ts';
import { createFakeStorage } from '../panel/panel-fakes.ts';
import { dumpStore } from '../store/dump-store.ts';
import { connectTo, endAfterTest, openAgent, openDevice, userMessages } from './setup.ts';

const marker = 'umbrella-7731';

/** The panel as it is shipped, before the real background, agent and mirror; only its storages are played. */
async function openAll(agentOptions: Parameters<typeof openAgent>[0] = {}) {
  const agent = await openAgent(agentOptions);
  const [dataDir, jsonDir] = [await temporaryFolder(), await temporaryFolder()];
  const mirror = await startMirror({ port: 0, dataDir, jsonDir });
  endAfterTest(() => mirror.close());
  const device = openDevice({ ...connectTo(agent), mirror: { baseUrl: mirror.url, token: mirror.token } });
  const db = await openStore({ name: device.name });
  endAfterTest(async () => db.close());
  const [local, window] = [createFakeStorage(), createFakeStorage()];
  let port: PanelPort | null = null;
  const model = createPanelModel({
    reader: createStoreReader({ db: async () => db }),
    memory: createPanelMemory({ local, window }),
    command: (request) => port?.command(request) ?? Promise.reject(new Error('not connected')),
    createFrame: (run) => run,
    requestAccess: async () => true,
    windowId: () => null,
    promptEdits: async () => ({ read: async () => noPromptEdits, onChanged: () => {} }),
    openSearch: () => Promise.reject(new Error('not sought')),
    copyText: async () => true,
    now: Date.now,
  });
  const line = connectPanel({
    onEvent: createIntake(model).onEvent,
    onDown: () => {},
    toWatch: model.temporary.toWatch,
    connect: device.connect,
    subscribe: () => () => {},
  });
  port = line;
  endAfterTest(async () => line.close());
  model.show(toEmptyStart(createId()));
  model.watch();
  /** Everything that is written anywhere, as one text. */
  async function readEverything(): Promise<string> {
    await device.idle();
    const files = await Promise.all(
      [dataDir, jsonDir].map(async (dir) =>
        Promise.all((await readdir(dir)).map((name) => readFile(join(dir, name), 'latin1'))),
      ),
    );
    const storages = [local, window].map((one) =>
      Array.from({ length: one.length }, (_, at) => [one.key(at), one.getItem(one.key(at) ?? '')]),
    );
    const kept = [await dumpStore(db), device.stored(), storages];
    return `${JSON.stringify(kept)}${files.flat().join('')}`;
  }
  return { agent, device, model, line, readEverything };
}

const soon = { timeout: 10_000, interval: 20 };

async function say(model: PanelModel, text: string): Promise<void> {
  const before = model.session.shown.value.length;
  model.draft.input(text);
  model.sendDraft();
  await expect.poll(() => model.session.shown.value.length, soon).toBe(before + 2);
  await expect.poll(() => model.running.value, soon).toBe(false);
}

const deleted = (agent: PracticeAgent): number =>
  agent.requests().filter(({ method }) => method === 'DELETE').length;
const begun = (agent: PracticeAgent): number =>
  agent.requests().filter(({ method, path }) => method === 'POST' && /conversations\/?(?:\?|$)/.test(path))
    .length;

test('a temporary chat is answered as any other, and nothing of it is written anywhere', async () => {
  const { agent, model, readEverything } = await openAll();
  model.newTemporaryChat();
  model.draft.input(`${marker} as a draft`);
  await say(model, `Tell me of ${marker}`);
  await say(model, `And again of ${marker}`);
  model.edit(model.session.shown.value[0] ?? expect.fail());
  model.draft.input(`${marker} as an edit`);
  const sessionId = model.session.id.value;
  expect(userMessages(agent)).toEqual([`Tell me of ${marker}`, `And again of ${marker}`]);
  expect(begun(agent)).toBe(1);
  const written = await readEverything();
  expect(written).not.toContain(marker);
  expect(written).not.toContain(sessionId);
  model.draft.cancelEdit();

  // The same look finds it all once the chat is kept.
  await model.keepChat();
  expect(model.temporary.current.value).toBe(false);
  expect(model.session.shown.value).toHaveLength(4);
  const kept = await readEverything();
  expect(kept.split(`Tell me of ${marker}`).length).toBeGreaterThan(2);
  expect(kept).toContain(sessionId);
  await say(model, 'Go on');
  expect(model.session.shown.value).toHaveLength(6);
  expect(begun(agent)).toBe(1);
});

test('a temporary chat that is left is gone, and its conversation is deleted', async () => {
  const { agent, model, readEverything } = await openAll();
  model.newTemporaryChat();
  await say(model, `Tell me of ${marker}`);
  const left = model.session.id.value;
  await model.newChat();
  expect(model.temporary.current.value).toBe(false);
  await expect.poll(() => deleted(agent), soon).toBe(1);
  await model.openSession(left);
  expect(model.session.shown.value).toEqual([]);
  await model.newChat();
  await say(model, 'an ordinary one');
  const written = await readEverything();
  expect(written).not.toContain(marker);
  expect(written).toContain('an ordinary one');
});

test('a panel that closes ends its temporary chat', async () => {
  const { agent, model, line } = await openAll();
  model.newTemporaryChat();
  await say(model, 'Hello');
  line.close();
  await expect.poll(() => deleted(agent), soon).toBe(1);
});

test('after the browser stopped the background the chat goes on where it was', async () => {
  const { agent, device, model, readEverything } = await openAll();
  model.newTemporaryChat();
  await say(model, `One ${marker}`);
  device.kill();
  await say(model, `Two ${marker}`);
  expect(model.session.shown.value.map(textOf)).toHaveLength(4);
  expect(begun(agent)).toBe(1);
  device.kill();
  expect(await readEverything()).not.toContain(marker);
  device.kill();
  await model.keepChat();
  expect(await readEverything()).toContain(`One ${marker}`);
  expect(model.session.shown.value).toHaveLength(4);
});

test('an answer that went with the background is said to be lost, and can be asked for again', async () => {
  const { device, model } = await openAll({ paceMs: 20 });
  model.newTemporaryChat();
  model.draft.input('long 60');
  model.sendDraft();
  await expect.poll(() => model.turn.latest()?.reply.parts.length ?? 0, soon).toBeGreaterThan(0);
  device.kill();
  await expect.poll(() => model.temporary.lost.value, soon).not.toBeNull();
  expect(model.session.shown.value.map(textOf)).toEqual(['long 60']);
  model.askLost();
  expect(model.temporary.lost.value).toBeNull();
  await expect.poll(() => model.session.shown.value.length, soon).toBe(2);
});
