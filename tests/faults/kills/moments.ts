import { pause } from '../network/rig.ts';
import type { Ledger } from './ledger.ts';
import type { PanelDriver, PanelView } from './panel-view.ts';
import { waitFor } from './kill-browser.ts';
import type { Random } from './random.ts';

/** What a moment of a chat is reached with. */
export interface MomentPorts {
  readonly panel: PanelDriver;
  readonly ledger: Ledger;
  readonly random: Random;
  /** The browser itself stops an idle worker: the next word finds none. */
  readonly stopWorker: () => Promise<unknown>;
}

/** Does what a user does until the moment is there, and a random while longer. */
type Reach = (ports: MomentPorts) => Promise<void>;

/** How long a moment may take to come, in ms. */
const reachMs = 30_000;

/** The moments of a chat at which something is killed. */
export const moments: Readonly<Record<string, Reach>> = {
  async sending(ports) {
    await say(ports, '');
    await aWhile(ports, 60);
  },
  async 'sending to a stopped worker'(ports) {
    await ports.stopWorker();
    await say(ports, '');
    await aWhile(ports, 250);
  },
  async thinking(ports) {
    await say(ports, 'slow 1');
    await until(ports, ({ messages }) =>
      messages.some(({ busy, own, thinking }) => busy && !own && thinking),
    );
    await aWhile(ports, 150);
  },
  async streaming(ports) {
    await say(ports, 'slow 1');
    await until(ports, isStreaming);
    await aWhile(ports, 700);
  },
  async 'tool call'(ports) {
    await say(ports, 'use a tool slow 1');
    await until(ports, ({ messages }) => messages.some(({ busy, tools }) => busy && tools > 0));
    await aWhile(ports, 400);
  },
  async 'approval waiting'(ports) {
    await say(ports, 'needs approval');
    await until(ports, ({ approvals }) => approvals > 0);
    await aWhile(ports, 300);
  },
  async 'approval given'(ports) {
    await say(ports, 'needs approval');
    await until(ports, ({ approvals }) => approvals > 0);
    await ports.panel.press(ports.random.pick(['Approve', 'Deny']));
    await aWhile(ports, 200);
  },
  async 'clearing at rest'(ports) {
    await say(ports, '');
    await until(ports, isAtRest);
    await clear(ports);
  },
  async 'clearing in mid-answer'(ports) {
    await say(ports, 'slow 1');
    await until(ports, isStreaming);
    await clear(ports);
  },
  async renaming(ports) {
    await say(ports, '');
    await until(ports, isAtRest);
    await ports.panel.rename(ports.ledger.rename());
    await aWhile(ports, 60);
  },
  async syncing(ports) {
    await say(ports, '');
    await until(ports, isAtRest);
    await aWhile(ports, 600);
  },
};

async function say({ panel, ledger }: MomentPorts, words: string): Promise<void> {
  await panel.send(ledger.say(words));
}

async function clear(ports: MomentPorts): Promise<void> {
  const { panel, ledger } = ports;
  ledger.clear(await panel.read());
  await panel.clear();
  await aWhile(ports, 60);
}

async function aWhile({ random }: MomentPorts, most: number): Promise<void> {
  await pause(random.upTo(most));
}

async function until({ panel, ledger }: MomentPorts, isIt: (view: PanelView) => boolean): Promise<void> {
  await waitFor(
    async () => {
      const view = await panel.read();
      ledger.see(view);
      return isIt(view) || null;
    },
    'the moment of the chat',
    reachMs,
  );
}

function isStreaming({ messages }: PanelView): boolean {
  return messages.some(({ own, busy, text }) => !own && busy && text.includes('practice'));
}

function isAtRest({ running, messages }: PanelView): boolean {
  return !running && messages.some(({ own }) => !own);
}
