import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { startMirror, type RunningMirror } from '../../../server/mirror/start-mirror.ts';
import {
  type PracticeAgent,
  startPracticeAgent,
} from '../../../server/practice-agent/start-practice-agent.ts';
import { textAt } from '../../../server/practice-agent/frames.ts';
import { changesPageSchema, type Row } from '../../../utils/mirror/protocol.ts';
import type { Settings } from '../../../utils/settings/settings.ts';
import { createDevice, type Device } from '../../fakes/device.ts';
import { openFaultyProxy, type FaultyProxy } from './faulty-proxy.ts';

/** How soon after a fault's end everything must be the same everywhere, in ms. */
export const convergeMs = 20_000;

/** Everything that one try opens, closed together, newest first. */
export interface Rig {
  defer(close: () => Promise<unknown>): void;
  folder(): Promise<string>;
  agent(options?: Parameters<typeof startPracticeAgent>[0]): Promise<PracticeAgent>;
  mirror(): Promise<RigMirror>;
  proxy(target: string): Promise<FaultyProxy>;
  device(settings: Partial<Settings>): Device;
  close(): Promise<void>;
}

/** A mirror that can be stopped and started again at its address. */
export interface RigMirror {
  readonly url: string;
  readonly token: string;
  readonly dataDir: string;
  /** Everything that the mirror holds, read without any device. */
  rows(): Promise<readonly Row[]>;
  stop(): Promise<void>;
  start(): Promise<void>;
}

export function createRig(): Rig {
  const closers: (() => Promise<unknown>)[] = [];
  const rig: Rig = {
    defer: (close) => void closers.push(close),
    async folder() {
      const path = await mkdtemp(join(tmpdir(), 'fault-'));
      rig.defer(() => rm(path, { recursive: true, force: true }));
      return path;
    },
    async agent(options = {}) {
      const agent = await startPracticeAgent(options);
      rig.defer(() => agent.close());
      return agent;
    },
    mirror: () => openRigMirror(rig),
    async proxy(target) {
      const proxy = await openFaultyProxy(target);
      rig.defer(() => proxy.close());
      return proxy;
    },
    device(settings) {
      const device = createDevice(settings);
      rig.defer(() => device.close());
      return device;
    },
    async close() {
      for (const close of closers.splice(0).toReversed()) await close();
    },
  };
  return rig;
}

async function openRigMirror(rig: Rig): Promise<RigMirror> {
  const dataDir = await rig.folder();
  let running: RunningMirror | null = await startMirror({ port: 0, dataDir, ratePerMinute: 0 });
  const { url, token } = running;
  const mirror: RigMirror = {
    url,
    token,
    dataDir,
    rows: () => readRows({ url, token }),
    async stop() {
      const old = running;
      running = null;
      await old?.close();
    },
    async start() {
      running ??= await startMirror({ port: Number(new URL(url).port), dataDir, token, ratePerMinute: 0 });
    },
  };
  rig.defer(mirror.stop);
  return mirror;
}

/** Reads a mirror from its first row to its last. */
export async function readRows({ url, token }: { url: string; token: string }): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (let since = 0; ;) {
    const response = await fetch(`${url}/v1/ws/default/changes?since=${since}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const page = v.parse(changesPageSchema, await response.json());
    rows.push(...page.rows);
    if (!page.more) return rows;
    since = page.cursor;
  }
}

/** Looks again until it is so; false when it did not come in time. */
export async function comes(look: () => Promise<boolean> | boolean, withinMs = convergeMs): Promise<boolean> {
  const end = Date.now() + withinMs;
  while (Date.now() < end) {
    if (await look()) return true;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return false;
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** The settings of somebody who talks to this agent, perhaps through a line. */
export function toLetta(agent: PracticeAgent, baseUrl = agent.url): Pick<Settings, 'letta'> {
  return { letta: { baseUrl, apiKey: '', agentId: agent.agentId, agentName: 'Ada', practice: true } };
}

/** How often the agent was sent each user message, by its own memory. */
export function heardBy(agent: PracticeAgent): readonly string[] {
  const conversations = new Set(
    agent.requests().flatMap(({ path }) => /conversations\/(conv-[^/?]+)/.exec(path)?.[1] ?? []),
  );
  return [null, ...conversations]
    .flatMap((id) => agent.history(id))
    .flatMap((item) => (item['message_type'] === 'user_message' ? [textAt(item, 'content')] : []));
}

/** What the agent itself has stored as its last answer in a conversation. */
export function lastAnswerOf(agent: PracticeAgent, conversationId: string | null): string {
  const last = agent.history(conversationId).findLast((item) => item['message_type'] === 'assistant_message');
  return last === undefined ? '' : textAt(last, 'content').trimEnd();
}
