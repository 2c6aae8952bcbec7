import { openImportDesk, toFile } from '../../import/import-desk.ts';
import type { Scenario } from './scenarios.ts';

const roles = ['user', 'assistant'] as const;
/** More than one batch. */
const messages = Array.from({ length: 250 }, (_, index) => ({
  role: roles[index % 2] ?? 'user',
  content: `Message ${index}`,
}));

/** A file that comes in by several writes; the panel repeats the one in which the worker died. */
export const importScenario: Scenario = {
  name: 'an import',
  mirrored: true,
  before: async () => {},
  async act({ rig, device, screen }) {
    const desk = await openImportDesk(device, screen);
    rig.defer(async () => desk.close());
    const file = toFile({ id: screen.sessionId, title: 'Imported', messages }, 'chats.json');
    const report = await desk.take(file);
    if (report.stopped !== null) throw new Error(`the import stopped: ${report.stopped}`);
    // A repeat finds everything.
    const again = await desk.take(file);
    if (again.messages > 0) throw new Error(`a repeat brought ${again.messages} messages`);
  },
  lines: messages.map(({ role }) => `${role} final`),
  asked: [],
  title: 'Imported',
};
