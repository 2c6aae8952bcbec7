import type { ApprovalDecision } from '../../../utils/chat/turn.ts';
import { createId } from '../../../utils/chat/id.ts';
import type { Device } from '../../fakes/device.ts';
import type { Screen } from '../../fakes/screen.ts';
import { type Rig, type RigMirror, toLetta } from '../network/rig.ts';
import type { PracticeAgent } from '../../../server/practice-agent/start-practice-agent.ts';

/** The place in which a worker dies. */
export interface Scene {
  readonly rig: Rig;
  readonly agent: PracticeAgent;
  readonly mirror: RigMirror;
  readonly device: Device;
  readonly screen: Screen;
}

/** Something that a user does or that happens by itself, and what has to be there afterwards. */
export interface Scenario {
  readonly name: string;
  /** Whether the device has its mirror from the start. */
  readonly mirrored: boolean;
  /** What goes before, without faults. */
  before(scene: Scene): Promise<void>;
  /** What the worker dies in. Resolves once the device has taken it; to the mirror, where it is a new one. */
  act(scene: Scene): Promise<RigMirror | void>;
  /** The user's messages and the answers that must be there in the end, in order: words or `status`. */
  readonly lines: readonly string[];
  /** What the agent must have been asked, in order. */
  readonly asked: readonly string[];
  readonly title?: string;
}

const words = 'long 20';

async function chat({ screen }: Scene): Promise<void> {
  await screen.reply(await screen.say(words));
}

async function mirrorAll(scene: Scene): Promise<void> {
  await chat(scene);
  await scene.screen.until(() => scene.screen.status()?.mirror === 'mirrored', 'all is mirrored');
}

/** Connects the device to a mirror, as the options page does. */
async function connect({ device }: Scene, { url, token }: RigMirror): Promise<void> {
  device.settings = { ...device.settings, mirror: { baseUrl: url, token } };
  // A worker that knows the new settings from its first step on.
  const left = device.killAtStep;
  device.killAtStep = null;
  device.kill();
  device.killAtStep = left;
  device.wake();
}

const undoIds = new WeakMap<Screen, string>();

async function clear(scene: Scene, type: 'clear' | 'delete-session'): Promise<void> {
  const { screen } = scene;
  const undoId = createId();
  undoIds.set(screen, undoId);
  await screen.command({ type, sessionId: screen.sessionId, undoId });
}

async function answerApproval({ screen }: Scene): Promise<void> {
  const turn = await screen.until(
    () => (screen.turn()?.state === 'approval' ? screen.turn() : null),
    'an approval',
  );
  const decisions: ApprovalDecision[] = turn.reply.parts.flatMap((part) =>
    part.type === 'tool' && part.state === 'approval'
      ? [{ callId: part.callId, approve: true, reason: '' }]
      : [],
  );
  await screen.command({ type: 'decide', sessionId: screen.sessionId, turnId: turn.id, decisions });
}

const answered = ['user final', 'assistant final'];

/** Each is run once for every step in which the worker can die. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'a turn, and its push',
    mirrored: true,
    before: async () => {},
    act: chat,
    lines: answered,
    asked: [words],
  },
  {
    name: 'an approval',
    mirrored: true,
    async before({ screen }) {
      await screen.say('needs approval');
      await screen.until(() => screen.turn()?.state === 'approval');
    },
    act: answerApproval,
    lines: answered,
    asked: ['needs approval'],
  },
  {
    name: 'a first push of all there is',
    mirrored: false,
    async before(scene) {
      await chat(scene);
      await chat(scene);
    },
    act: (scene) => connect(scene, scene.mirror),
    lines: [...answered, ...answered],
    asked: [words, words],
  },
  {
    name: 'a pull',
    mirrored: false,
    async before({ rig, agent, mirror, screen }) {
      const other = rig.device({ ...toLetta(agent), mirror: { baseUrl: mirror.url, token: mirror.token } });
      const there = await other.open(screen.sessionId);
      await there.reply(await there.say(words));
      // What it says of the mirror may still be about the question alone.
      await other.idle();
      await there.until(() => there.status()?.mirror === 'mirrored');
      await other.close();
    },
    act: (scene) => connect(scene, scene.mirror),
    lines: answered,
    asked: [words],
  },
  {
    name: 'a clear',
    mirrored: true,
    before: mirrorAll,
    act: (scene) => clear(scene, 'clear'),
    lines: [],
    asked: [words],
  },
  {
    name: 'a delete',
    mirrored: true,
    before: mirrorAll,
    act: (scene) => clear(scene, 'delete-session'),
    lines: [],
    asked: [words],
  },
  {
    name: 'an undo',
    mirrored: true,
    async before(scene) {
      await mirrorAll(scene);
      await clear(scene, 'clear');
    },
    async act({ screen }) {
      await screen.command({ type: 'undo', undoId: undoIds.get(screen) ?? '' });
    },
    lines: answered,
    asked: [words],
  },
  {
    name: 'a rename',
    mirrored: true,
    before: mirrorAll,
    async act({ screen }) {
      await screen.command({ type: 'rename', sessionId: screen.sessionId, title: 'Renamed' });
    },
    lines: answered,
    asked: [words],
    title: 'Renamed',
  },
  {
    name: 'the healing of a store that refused',
    mirrored: false,
    async before({ device, screen }) {
      device.refuseWrites = true;
      const id = await screen.say(words);
      await screen.until(() => screen.unsaved().some((message) => message.replyTo === id), 'a kept answer');
      device.refuseWrites = false;
    },
    async act(scene) {
      await scene.screen.command({ type: 'save-now' });
      await connect(scene, scene.mirror);
    },
    lines: answered,
    asked: [words],
  },
  {
    name: 'the offer of everything to an empty mirror',
    mirrored: true,
    async before(scene) {
      await mirrorAll(scene);
      await scene.screen.command({ type: 'rename', sessionId: scene.screen.sessionId, title: 'Kept' });
      await scene.device.idle();
    },
    async act(scene) {
      const empty = await scene.rig.mirror();
      await connect(scene, empty);
      return empty;
    },
    lines: answered,
    asked: [words],
    title: 'Kept',
  },
];
