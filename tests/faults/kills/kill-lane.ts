import { join } from 'node:path';
import type { FaultTally } from '../fault-report.ts';
import { openMirrorProcess } from '../mirror/mirror-process.ts';
import { createRig, pause, type Rig } from '../network/rig.ts';
import { createAgentTruth, readAgentId } from './agent-truth.ts';
import { type ClaimWatch, watchClaims } from './claim-watch.ts';
import { type KillBrowser, waitFor } from './kill-browser.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { createMirrorTruth } from './mirror-truth.ts';
import { moments } from './moments.ts';
import type { PanelDriver, PanelView } from './panel-view.ts';
import { openPracticeProcess } from './practice-process.ts';
import { createRandom, type Random } from './random.ts';
import { settleChat, type Truth } from './settle-chat.ts';

export type KillFault = 'browser' | 'worker' | 'panel';

export interface LaneOptions {
  /** Makes the browser on a profile's folder. */
  readonly open: (profile: string) => KillBrowser;
  /** How many of each fault. */
  readonly counts: Readonly<Record<KillFault, number>>;
  readonly tallies: Readonly<Record<KillFault, FaultTally>>;
  readonly seed: number;
  readonly log: (line: string) => void;
}

/** A chat in a real browser, with a mirror and an agent of its own. */
interface Chat {
  readonly browser: KillBrowser;
  readonly truth: Truth;
  readonly ledger: Ledger;
  panel: PanelDriver;
}

/** More failures than this are not looked at: each begins with a new profile, and that takes time. */
const mostFailures = 8;

/** Kills one browser, its worker and its panel as often as asked, on as few profiles as possible. */
export async function runLane(options: LaneOptions): Promise<void> {
  const { counts, seed, log, tallies } = options;
  const left = { ...counts };
  let rig = createRig();
  let failures = 0;
  const trace: string[] = [];
  try {
    let chat = await openChat(options, rig);
    for (let round = 1; left.browser + left.worker + left.panel > 0; round += 1) {
      const random = createRandom(seed * 1000 + round);
      const fault = pickFault(left, random);
      const moment = random.pick(Object.keys(moments));
      const { kills, problem } = await playRound(chat, { fault, moment, random, most: left[fault] });
      left[fault] -= kills;
      const times = kills > 1 ? `, ${kills} times` : '';
      trace.push(`${moment} (${fault})`);
      if (problem === null) {
        for (let kill = 0; kill < kills; kill += 1) tallies[fault].survived();
        continue;
      }
      const where = `${chat.browser.name}, ${moment}, ${fault} killed${times}, seed ${seed}, round ${round}`;
      log(`${where}: ${problem.what}`);
      log(
        `before that: ${trace.slice(-4, -1).join(', ')}; the panel says: ${chat.browser.complaints().join('; ')}`,
      );
      tallies[fault][problem.kind](`${where}: ${problem.what}`);
      left[fault] -= kills === 0 ? 1 : 0;
      failures += 1;
      if (failures >= mostFailures) {
        log(`${failures} failures: the rest was not tried`);
        return;
      }
      await rig.close();
      rig = createRig();
      chat = await openChat(options, rig);
    }
  } finally {
    await rig.close();
  }
}

/** Faults come in the proportion in which they are left. */
function pickFault(left: Readonly<Record<KillFault, number>>, random: Random): KillFault {
  const at = random.next() * (left.browser + left.worker + left.panel);
  if (at < left.browser) return 'browser';
  return at < left.browser + left.worker ? 'worker' : 'panel';
}

async function openChat({ open }: LaneOptions, rig: Rig): Promise<Chat> {
  const folder = await rig.folder();
  const mirror = await openMirrorProcess(rig, { dataDir: join(folder, 'mirror') });
  const [agentUrl] = await Promise.all([openPracticeProcess(rig, ['--pace', '10']), mirror.start()]);
  const agentId = await readAgentId(agentUrl);
  const browser = open(join(folder, 'profile'));
  rig.defer(() => browser.kill());
  await browser.start();
  await browser.connect({
    letta: { baseUrl: agentUrl, apiKey: '', agentId, agentName: 'Practice agent', practice: true },
    mirror: { baseUrl: mirror.url, token: mirror.token },
  });
  return {
    browser,
    truth: { agent: createAgentTruth(agentUrl, agentId), mirror: createMirrorTruth(mirror) },
    ledger: createLedger(),
    panel: await openPanel(browser),
  };
}

async function openPanel(browser: KillBrowser): Promise<PanelDriver> {
  const panel = await browser.openPanel();
  const isReady = async (): Promise<PanelView | null> => {
    const view = await panel.read();
    return view.ready ? view : null;
  };
  await waitFor(isReady, 'the panel shows itself', 30_000);
  return panel;
}

interface Outcome {
  readonly kills: number;
  readonly problem: { readonly kind: 'lost' | 'duplicated'; readonly what: string } | null;
}

async function playRound(
  chat: Chat,
  round: {
    readonly fault: KillFault;
    readonly moment: string;
    readonly random: Random;
    readonly most: number;
  },
): Promise<Outcome> {
  const { ledger, truth } = chat;
  const { random } = round;
  const watch = watchClaims(() => chat.panel, truth.mirror);
  let kills = 0;
  try {
    await moments[round.moment]?.({ panel: chat.panel, ledger, random, stopWorker: chat.browser.stopWorker });
    kills = await strike(chat, round, watch);
    const problem = await settleChat({ panel: chat.panel, ledger, truth });
    const early = await watch.end();
    return { kills, problem: problem ?? (early === null ? null : { kind: 'lost', what: early }) };
  } catch (error) {
    await watch.end();
    return { kills, problem: { kind: 'lost', what: error instanceof Error ? error.message : String(error) } };
  }
}

/** Resolves to how many kills there were. */
async function strike(
  chat: Chat,
  { fault, random, most }: { fault: KillFault; random: Random; most: number },
  watch: ClaimWatch,
): Promise<number> {
  const { browser, ledger } = chat;
  if (fault === 'worker') return await stopWorkers(browser, { random, most: Math.min(most, 3) });
  // The last look before the screen goes dark: what it shows as accepted now has to come back.
  ledger.see(await chat.panel.read());
  watch.pause();
  if (fault === 'panel') {
    await browser.closePanel();
    await pause(random.upTo(1500));
  } else {
    await browser.kill();
    await browser.start();
  }
  chat.panel = await openPanel(browser);
  watch.resume();
  return 1;
}

/** A worker that is killed again while it still takes up what the one before it left. */
async function stopWorkers(
  browser: KillBrowser,
  { random, most }: { random: Random; most: number },
): Promise<number> {
  const wanted = 1 + random.upTo(most - 1);
  let stopped = 0;
  while (stopped < wanted) {
    if (await browser.stopWorker()) stopped += 1;
    else if (stopped > 0) return stopped;
    await pause(20 + random.upTo(350));
  }
  return stopped;
}
