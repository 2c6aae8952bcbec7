import { pause } from '../network/rig.ts';
import type { AgentTruth } from './agent-truth.ts';
import { judgeChat, type Problem, type Sight } from './judge-chat.ts';
import type { Ledger } from './ledger.ts';
import type { MirrorTruth } from './mirror-truth.ts';
import type { PanelDriver, PanelView } from './panel-view.ts';

/** Where the truth is read. */
export interface Truth {
  readonly agent: AgentTruth;
  readonly mirror: MirrorTruth;
}

/** How soon after a fault everything must be right, in ms, on a machine that does other things too. */
const settleMs = 30_000;
/** For how long it then must stay so: what was asked for just before a panel closed may still be under way. */
const stayMs = 1200;
/** Between two presses of the same button. */
const pressMs = 1000;

/**
 * Does what a user does who finds the panel like this, until everything is as it was accepted. Null, or
 * what was still wrong when the time was over.
 */
export async function settleChat({
  panel,
  ledger,
  truth,
}: {
  readonly panel: PanelDriver;
  readonly ledger: Ledger;
  readonly truth: Truth;
}): Promise<Problem | null> {
  const end = Date.now() + settleMs;
  let pressedAt = 0;
  let heldSince: number | null = null;
  for (;;) {
    const sight = await look(panel, truth);
    ledger.see(sight.panel);
    const outcomes = ledger
      .possible()
      .map((accepted) => ({ accepted, problems: judgeChat(accepted, sight) }));
    const held = outcomes.find(({ problems }) => problems.length === 0);
    heldSince = held === undefined ? null : (heldSince ?? Date.now());
    if (held !== undefined && (outcomes.length === 1 || Date.now() - (heldSince ?? 0) > stayMs)) {
      ledger.settle(held.accepted, sight.panel);
      return null;
    }
    if (held === undefined && Date.now() > end) return toOne(outcomes.map(({ problems }) => problems));
    const button = buttonFor(sight.panel);
    if (button !== null && Date.now() - pressedAt > pressMs) {
      pressedAt = Date.now();
      await panel.press(button);
    }
    await pause(60);
  }
}

async function look(panel: PanelDriver, { agent, mirror }: Truth): Promise<Sight> {
  const view = await panel.read();
  const [heard] = await Promise.all([agent.read(), mirror.read()]);
  const sessionId = view.sessionId ?? '';
  return { panel: view, stored: mirror.messages(sessionId), storedTitle: mirror.title(sessionId), heard };
}

function buttonFor({ approvals, messages }: PanelView): string | null {
  if (approvals > 0) return 'Approve';
  return messages.some(({ own, trouble }) => own && trouble !== null) ? 'Try again' : null;
}

/** The outcome that comes nearest, in one line. */
function toOne(outcomes: readonly (readonly Problem[])[]): Problem {
  const [nearest = []] = outcomes.toSorted((a, b) => a.length - b.length);
  const what = nearest.map((problem) => problem.what).join('; ');
  return { kind: nearest.some(({ kind }) => kind === 'duplicated') ? 'duplicated' : 'lost', what };
}
