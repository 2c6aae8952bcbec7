import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { startMirror, type RunningMirror } from '../../server/mirror/start-mirror.ts';
import { type PracticeAgent, startPracticeAgent } from '../../server/practice-agent/start-practice-agent.ts';
import type { LettaSettings, Settings } from '../../utils/settings/settings.ts';
import { createDevice, type Device } from '../fakes/device.ts';

const closers: (() => Promise<unknown>)[] = [];

/** Ends after the test whatever it opened, newest first. */
export function endAfterTest(close: () => Promise<unknown>): void {
  closers.push(close);
}
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

export async function openAgent(
  options: Parameters<typeof startPracticeAgent>[0] = {},
): Promise<PracticeAgent> {
  const agent = await startPracticeAgent(options);
  endAfterTest(() => agent.close());
  return agent;
}

/** A mirror that can be stopped and started again at the same address with the same data. */
export async function openMirror(): Promise<{
  settings: { baseUrl: string; token: string };
  stop(): Promise<void>;
  start(): Promise<void>;
}> {
  const dataDir = await mkdtemp(join(tmpdir(), 'mirror-'));
  endAfterTest(() => rm(dataDir, { recursive: true, force: true }));
  let running: RunningMirror | null = await startMirror({ port: 0, dataDir });
  const { url, token } = running;
  async function stop(): Promise<void> {
    const old = running;
    running = null;
    await old?.close();
  }
  endAfterTest(stop);
  return {
    settings: { baseUrl: url, token },
    stop,
    async start() {
      running ??= await startMirror({ port: Number(new URL(url).port), dataDir, token });
    },
  };
}

/** The settings of somebody who talks to this agent. */
export function connectTo(agent: PracticeAgent, apiKey = ''): { letta: LettaSettings } {
  return {
    letta: { baseUrl: agent.url, apiKey, agentId: agent.agentId, agentName: 'Ada', practice: true },
  };
}

export function openDevice(settings: Partial<Settings>): Device {
  const device = createDevice(settings);
  endAfterTest(() => device.close());
  return device;
}

/** How often the agent was sent each user message, by its own memory. */
export function userMessages(agent: PracticeAgent): readonly string[] {
  const conversations = new Set(
    agent.requests().flatMap(({ path }) => /conversations\/(conv-[^/?]+)/.exec(path)?.[1] ?? []),
  );
  return [null, ...conversations]
    .flatMap((id) => agent.history(id))
    .flatMap((item) => (item['message_type'] === 'user_message' ? [contentOf(item)] : []));
}

/** The text of an item of the agent's history; empty where it has none. */
export function contentOf(item: { readonly [key: string]: unknown } | undefined): string {
  const content = item?.['content'];
  return typeof content === 'string' ? content : '';
}
