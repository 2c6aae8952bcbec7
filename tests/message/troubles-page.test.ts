import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { toTroubleWords } from '../../components/trouble-words.ts';
import { toStatusLine } from '../../entrypoints/sidepanel/status-model.ts';
import { troubleReasonSchema } from '../../utils/chat/message.ts';
import type { BackgroundStatus } from '../../utils/messaging/panel-protocol.ts';
import { troubleOf } from './message-samples.ts';

const page = readFileSync(new URL('../../docs/troubles.md', import.meta.url), 'utf8');

/** The cells of the table below a heading, without its head. */
function tableOf(heading: string): readonly (readonly string[])[] {
  const section = page.split(/^## /m).find((each) => each.startsWith(heading)) ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe('the page about troubles says what the panel says', () => {
  const rows = tableOf('Talking with the agent');

  test.each(troubleReasonSchema.options)('of %s', (reason) => {
    const { sentence, label } = toTroubleWords(troubleOf(reason));
    const found = rows.filter(([, says]) => says === sentence);
    expect(found).toHaveLength(1);
    expect(found[0]?.[2]).toMatch(new RegExp(`^\\*\\*${label}\\*\\*\\. `));
  });

  test('and of nothing else', () => {
    expect(rows).toHaveLength(troubleReasonSchema.options.length);
  });

  test('of the mirror', () => {
    const status = (patch: Partial<BackgroundStatus>): string =>
      toStatusLine({
        store: 'saved',
        mirror: 'mirrored',
        waiting: 0,
        failed: 0,
        letta: 'connected',
        ...patch,
      }).text;
    const said = tableOf('The mirror').map(([, says]) => says);
    expect(said).toEqual([
      status({}),
      status({ mirror: 'waiting', waiting: 1 }),
      status({ mirror: 'offline', waiting: 2 }),
      status({ mirror: 'sign-in-needed' }),
      status({ mirror: 'waiting', failed: 1 }),
      status({ mirror: 'off' }),
      status({ store: 'not-saved' }),
    ]);
  });
});
