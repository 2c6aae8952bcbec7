import * as v from 'valibot';
import type { BenchWorld } from './bench-world.ts';
import { atMost, atMostTimes, type Note } from './figure.ts';
import { rareWord } from './sample-text.ts';

const writesSchema = v.object({ store: v.array(v.number()), bare: v.array(v.number()) });
/** Words that every other message says; and ranks of those that one in 50 says, down to one in 5,000. */
const common = ['salary', 'remote', 'berlin', 'interview', 'pension', 'equity', 'visa', 'hybrid', 'bonus'];
const ranks = (quick: boolean): readonly number[] => [50, 100, 300, ...(quick ? [] : [900, 2_000, 5_000])];

/** The search field of the list of chats, over everything that was seeded. The shipped build. */
export async function measureSearch(world: BenchWorld, note: Note): Promise<void> {
  const { browser, sessions } = await world.openSeeded('shipped');
  const size = world.quick ? 'about 6,600' : 'about 126,000';
  try {
    const panel = await browser.openPanel(sessions.get(10) ?? null, true);
    await panel.waitForTimeout(500);
    const openedAt = performance.now();
    await panel.getByRole('button', { name: 'Chat history' }).click();
    await panel.locator('.chat-search input').waitFor();
    const first = v.parse(v.number(), await panel.evaluate("bench.timeSearch('manager', 120000)"));
    const firstMs = performance.now() - openedAt;
    for (const [name, lines] of [
      ['key to finds on screen', common],
      ['the same for rarer words', ranks(world.quick).map(rareWord)],
    ] as const) {
      const own: number[] = [];
      const bare: number[] = [];
      for (let round = 0; round < (world.quick ? 1 : 5); round += 1) {
        for (const line of lines) {
          own.push(v.parse(v.number(), await panel.evaluate(`bench.timeSearch('${line}', 60000)`)));
          bare.push(v.parse(v.number(), await panel.evaluate(`bench.scanBare('${line}')`)));
        }
      }
      note({
        name: `${name}, ${size} messages`,
        unit: 'ms',
        values: own,
        baseline: { name: 'includes() over all texts in memory, nothing drawn', values: bare },
        goal: atMost(50, 'ms'),
      });
    }
    await panel.close();
    note({ name: 'list of chats opened to the first finds', unit: 'ms', values: [firstMs] });
    note({ name: 'of that, from the first key', unit: 'ms', values: [first] });
    await noteWrites();
  } finally {
    await browser.close();
  }

  async function noteWrites(): Promise<void> {
    const tool = await browser.openTool();
    const { store, bare } = v.parse(
      writesSchema,
      await tool.evaluate(`bench.timeWrites(${world.quick ? 10 : 50})`),
    );
    note({
      name: `one message more, saved and indexed, among ${size}`,
      unit: 'ms',
      values: store,
      baseline: { name: 'a bare put', values: bare },
      goal: atMostTimes(5),
    });
    await tool.close();
  }
}
