import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { startPracticeAgent } from '../../server/practice-agent/start-practice-agent.ts';
import type { Settings } from '../../utils/settings/settings.ts';
import { type BenchBrowser, type BenchBuild, openBenchBrowser } from './bench-browser.ts';
import { buildPageScript } from './page-script.ts';
import { openPlainServer, type PlainServer } from './plain-server.ts';
import { toNumberedAnswer } from './sample-text.ts';
import { openStampProxy, type StampProxy } from './stamp-proxy.ts';
import { waitForQuiet } from './wait-for-quiet.ts';

/** What the measurements share: an agent, the plain server, and a profile with histories of every size. */
export interface BenchWorld {
  readonly folder: string;
  readonly quick: boolean;
  /** How long the mirror is kept under load. */
  readonly loadMinutes: number;
  /** Pieces of an answer. */
  readonly pieces: number;
  readonly agent: StampProxy;
  readonly plain: PlainServer;
  readonly script: string;
  readonly letta: Settings['letta'];
  /** A browser on the seeded profile, connected to the agent. */
  openSeeded(build: BenchBuild): Promise<{ browser: BenchBrowser; sessions: ReadonlyMap<number, string> }>;
  close(): Promise<void>;
}

/** Opens the shared things. Histories are written when they are first wanted. */
export async function openBenchWorld(
  { quick, loadMinutes }: Pick<BenchWorld, 'quick' | 'loadMinutes'>,
  log: (line: string) => void,
): Promise<BenchWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'talentscout-bench-'));
  const pieces = quick ? 400 : 2_000;
  const practice = await startPracticeAgent({ answer: toNumberedAnswer(pieces) });
  const agent = await openStampProxy(practice.url);
  const plain = await openPlainServer();
  const script = await buildPageScript();
  const letta = {
    baseUrl: agent.url,
    apiKey: '',
    agentId: practice.agentId,
    agentName: 'Practice agent',
    practice: true,
  };
  const profile = join(folder, 'seeded');
  let seeded: ReadonlyMap<number, string> | null = null;
  return {
    folder,
    quick,
    loadMinutes,
    pieces,
    agent,
    plain,
    script,
    letta,
    async openSeeded(build) {
      const browser = await openBenchBrowser({ profile, build, script });
      if (seeded === null) {
        await browser.connect({ letta, mirror: null });
        seeded = await seed(browser, quick, log);
      }
      return { browser, sessions: seeded };
    },
    async close() {
      await agent.close();
      await plain.close();
      await practice.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** No such session: the panel that opens on nothing. */
export const emptyId = '018f0000-0000-7000-8000-00000000beef';

/** The sizes of the sessions that are seeded. */
export function sessionSizes(quick: boolean): readonly number[] {
  return [10, 50, 100, 1_000, 5_000, ...(quick ? [] : [100_000])];
}

async function seed(
  browser: BenchBrowser,
  quick: boolean,
  log: (line: string) => void,
): Promise<ReadonlyMap<number, string>> {
  const tool = await browser.openTool();
  const sessions = new Map<number, string>();
  for (const size of sessionSizes(quick)) {
    const start = performance.now();
    sessions.set(size, v.parse(v.string(), await tool.evaluate(`bench.seedSession(${size})`)));
    log(`a session of ${size} messages written in ${((performance.now() - start) / 1_000).toFixed(1)} s`);
  }
  await tool.evaluate(`bench.seedSessions(${quick ? 200 : 10_000})`);
  log('the other sessions written');
  await tool.close();
  await waitForQuiet();
  return sessions;
}
