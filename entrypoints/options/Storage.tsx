import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { DeleteEverything } from './StorageDelete.tsx';
import { StorageChats } from './StorageChats.tsx';
import type { Checked, StoragePorts, StorageState } from './storage-ports.ts';

interface Props {
  readonly ports: StoragePorts;
}

/** How much is kept where, whether both agree, and how to be rid of it. */
export function Storage({ ports }: Props): JSX.Element {
  const [state, setState] = useState<StorageState | null>(null);
  const [said, setSaid] = useState('');
  const [busy, setBusy] = useState(false);
  const [version, setVersion] = useState(0);
  const read = (): Promise<void> =>
    ports.read().then(setState, () => setSaid('The browser’s storage does not answer. Reload this page.'));
  useEffect(() => void read(), [ports]);

  async function run(work: () => Promise<string>, failed: string): Promise<void> {
    setBusy(true);
    setSaid('');
    try {
      setSaid(await work());
    } catch (cause) {
      console.error('options: storage', cause);
      setSaid(failed);
    } finally {
      setBusy(false);
      setVersion((known) => known + 1);
      await read();
    }
  }
  return (
    <section class="options-section" aria-labelledby="storage">
      <h2 id="storage">Storage</h2>
      {state !== null && (
        <>
          <ul>
            {toLines(state).map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          <Refusals
            state={state}
            busy={busy}
            onRetry={() =>
              void run(
                async () => ((await ports.retryFailed()) ? 'Sent again.' : 'That did not work. Try again.'),
                'That did not work. Try again.',
              )
            }
          />
          {state.mirror !== null && (
            <button
              type="button"
              class="button"
              disabled={busy}
              onClick={() =>
                void run(
                  async () =>
                    toVerdict(await ports.check((done, all) => setSaid(`Compared ${done} of ${all} chats…`))),
                  'The check could not be finished: the mirror or the storage does not answer. Try again.',
                )
              }
            >
              Check and repair
            </button>
          )}
          <p role="status">{busy && said === '' ? 'Working…' : said}</p>
          <StorageChats read={ports.listStandings} version={version} />
          <DeleteEverything
            mirror={state.mirror !== null}
            busy={busy}
            onDelete={(where) =>
              void run(
                async () =>
                  (await ports.deleteEverything(where))
                    ? 'Everything was deleted.'
                    : 'Not everything could be deleted. Try again.',
                'Not everything could be deleted. Try again.',
              )
            }
          />
        </>
      )}
      {state === null && <p role="status">{said}</p>}
    </section>
  );
}

const plural = (count: number, one: string): string =>
  `${new Intl.NumberFormat('en').format(count)} ${count === 1 ? one : `${one}s`}`;

/** A number of bytes as people say it. */
function toSize(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  const step = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  return new Intl.NumberFormat('en', {
    style: 'unit',
    unit: units[step],
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  }).format(bytes / 1000 ** step);
}

function toLines({ facts, stored, quota, mirror }: StorageState): string[] {
  const size = stored === null ? '' : `, about ${toSize(stored)}`;
  const most = quota === null ? '' : ` of at most ${toSize(quota)}`;
  const lines = [
    `On this device: ${plural(facts.sessions, 'chat')}, ${plural(facts.messages, 'message')}${size}${most}.`,
    `In the bin of this device: ${plural(facts.binned, 'chat')}.`,
  ];
  if (mirror === null) return [...lines, 'No mirror is connected.'];
  if (mirror === 'silent') lines.push('The mirror does not answer.');
  else {
    const messages = mirror.sessions.reduce((sum, { count }) => sum + count, 0);
    lines.push(
      `On the mirror: ${plural(mirror.sessions.length, 'chat')}, ${plural(messages, 'message')}, ${toSize(mirror.bytes)}; in its bin: ${plural(mirror.bin, 'chat')}.`,
    );
  }
  lines.push(
    `Mirrored: ${plural(facts.mirroredSessions, 'chat')}. Waiting: ${plural(facts.waiting, 'change')} in ${plural(facts.waitingSessions, 'chat')}. Refused: ${plural(facts.refused.length, 'change')}.`,
  );
  return lines;
}

const reasonWords: Readonly<Record<string, string>> = {
  refused: 'the mirror cannot read it',
  'too-large': 'it is too large for the mirror',
  unreadable: 'no mirror could read it',
};
const kindWords = { msg: 'A message', reg: 'A detail', tomb: 'A deletion' } as const;
/** Refusals that are named before “and more”. */
const mostNamed = 50;

function Refusals({
  state,
  busy,
  onRetry,
}: {
  readonly state: StorageState;
  readonly busy: boolean;
  readonly onRetry: () => void;
}): JSX.Element | null {
  const { refused } = state.facts;
  if (refused.length === 0) return null;
  return (
    <>
      <p id="refused">The mirror refused these changes. They are kept on this device.</p>
      <ul aria-labelledby="refused">
        {refused.slice(0, mostNamed).map(({ opId, title, kind, reason }) => (
          <li key={opId}>
            {kindWords[kind]} of <bdi>{title === '' ? 'a chat without words' : title}</bdi>:{' '}
            {reasonWords[reason] ?? reason}
          </li>
        ))}
      </ul>
      {refused.length > mostNamed && <p>and {refused.length - mostNamed} more</p>}
      <button type="button" class="button" disabled={busy} onClick={onRetry}>
        Try again
      </button>
    </>
  );
}

function toVerdict({ before, after, mended }: Checked): string {
  const held = (one: Checked['before']): string =>
    `${plural(one.sessions, 'chat')} and ${plural(one.messages, 'message')}`;
  if (after === null) return `This device and the mirror hold the same: ${held(before)}.`;
  const found = `${plural(before.differences.length, 'chat')} differed${toFindings(mended)}`;
  if (after.differences.length === 0) return `${found}. Now both hold the same: ${held(after)}.`;
  const [first] = after.differences;
  const named = first === undefined ? '' : ` (“${first.title}”: ${first.here} here, ${first.there} there)`;
  return `${found}, and ${after.differences.length} still do${named}. What waits or was refused is listed above; try again when the mirror answers.`;
}

/** What was found, in brackets; empty where nothing was counted. */
function toFindings(mended: Checked['mended']): string {
  if (mended === null) return '';
  const { missingHere, missingThere, changed, deleted, details } = mended;
  const lines = [
    ...(missingHere > 0 ? [`${plural(missingHere, 'message')} missing here`] : []),
    ...(missingThere > 0 ? [`${plural(missingThere, 'message')} missing on the mirror`] : []),
    ...(changed > 0 ? [`${plural(changed, 'message')} not the same`] : []),
    ...(deleted > 0 ? [`${plural(deleted, 'message')} deleted on one side only`] : []),
    ...(details > 0 ? [`${plural(details, 'detail')} such as a title or a tag`] : []),
  ];
  return lines.length === 0 ? '' : ` (${lines.join(', ')})`;
}
