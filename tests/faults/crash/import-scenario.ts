import { openImportDesk, toFile } from '../../import/import-desk.ts';
import type { Scenario } from './scenarios.ts';

const roles = ['user', 'assistant'] as const;
/** As many as a panel reads at once. */
const messages = Array.from({ length: 30 }, (_, index) => ({
  role: roles[index % 2] ?? 'user',
  content: `Message ${index}`,
}));

/** A chat that comes in by two files, of which the later holds the earlier; the panel repeats the write that died. */
export const importScenario: Scenario = {
  name: 'an import',
  mirrored: true,
  before: async () => {},
  async act({ rig, device, screen }) {
    const desk = await openImportDesk(device, screen);
    rig.defer(async () => desk.close());
    for (const [count, fresh] of [
      [20, 20],
      [30, 10],
      [30, 0],
    ]) {
      const some = messages.slice(0, count);
      const file = toFile({ id: screen.sessionId, title: 'Imported', messages: some }, 'chats.json');
      const report = await desk.take(file);
      if (report.stopped !== null || report.messages !== fresh) {
        throw new Error(`${report.messages} of ${fresh} messages came in, stopped: ${report.stopped}`);
      }
    }
  },
  lines: messages.map(({ role }) => `${role} final`),
  asked: [],
  title: 'Imported',
};
