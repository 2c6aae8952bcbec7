import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { KeepingPorts, KeepingState } from './storage-ports.ts';
import { DaysField } from './RetentionDays.tsx';
import { TagRules } from './RetentionTags.tsx';

interface Props {
  readonly ports: KeepingPorts;
}

/** Chats that are named before “and more”. */
const mostNamed = 50;

/** How long chats are kept, what will go because of it, and whether there is a bin. */
export function Retention({ ports }: Props): JSX.Element {
  const [state, setState] = useState<KeepingState | null>(null);
  const [refused, setRefused] = useState(false);
  const [asksBin, setAsksBin] = useState(false);
  async function read(): Promise<void> {
    try {
      setState(await ports.read());
      setRefused(false);
    } catch (cause) {
      console.error('options: what is kept could not be read', cause);
      setRefused(true);
    }
  }
  useEffect(() => void read(), [ports]);
  function save(change: Parameters<KeepingPorts['save']>[0]): void {
    setAsksBin(false);
    ports.save(change).then(read, () => setRefused(true));
  }
  return (
    <section class="options-section" aria-labelledby="retention">
      <h2 id="retention">Keeping chats</h2>
      {state !== null && (
        <>
          <DaysField label="Keep chats for" days={state.days} onDays={(days) => save({ days })} />
          <p>
            Pinned chats, and chats with words not sent yet, stay. The setting is this browser’s own; a chat
            that it deletes goes from the mirror and from your other devices, too.
          </p>
          <TagRules tags={state.tags} known={state.known} onTags={(tags) => save({ tags })} />
          <Preview state={state} />
          <label class="prompt-check">
            <input
              type="checkbox"
              checked={state.bin}
              onChange={({ currentTarget }) => {
                const bin = currentTarget.checked;
                if (bin || state.binned === 0) return save({ bin });
                currentTarget.checked = true;
                setAsksBin(true);
              }}
            />
            Keep cleared chats in the bin for 30 days
          </label>
          <p>
            Without the bin, what you clear or delete is gone everywhere once its Undo is over. With a mirror,
            what this browser deletes lies in the mirror’s bin, too.
          </p>
          {asksBin && (
            <div class="prompt-acts" role="alert">
              <p>
                {state.binned === 1 ? 'One chat lies' : `${state.binned} chats lie`} in the bin. Without it,
                nothing brings them back.
              </p>
              <button type="button" class="button" onClick={() => save({ bin: false })}>
                Turn off and empty
              </button>
              <button type="button" class="button" onClick={() => setAsksBin(false)}>
                Keep the bin
              </button>
            </div>
          )}
        </>
      )}
      {refused && <p role="alert">The browser’s storage does not answer. Reload this page to try again.</p>}
    </section>
  );
}

const toDay = (at: number): string =>
  new Intl.DateTimeFormat('en', { day: 'numeric', month: 'long', year: 'numeric' }).format(at);

/** What goes in the next 30 days, before it goes. */
function Preview({ state }: { readonly state: KeepingState }): JSX.Element | null {
  const { expiring, days, tags } = state;
  if (days === 0 && tags.every((rule) => rule.days === 0)) return null;
  const [first] = expiring;
  if (first === undefined) return <p role="status">No chat will be deleted in the next 30 days.</p>;
  const day = toDay(first.expiresAt);
  const soonest = expiring.filter(({ expiresAt }) => toDay(expiresAt) === day).length;
  const rest = expiring.length - soonest;
  return (
    <>
      <p role="status">
        {soonest === 1 ? '1 chat' : `${soonest} chats`} will be deleted on {day}
        {rest > 0 && `, and ${rest} more by ${toDay(expiring.at(-1)?.expiresAt ?? first.expiresAt)}`}.
      </p>
      <details>
        <summary>Which chats</summary>
        <ul>
          {expiring.slice(0, mostNamed).map(({ session, expiresAt }) => (
            <li key={session.id}>
              <bdi>{session.title === '' ? 'Chat without words' : session.title}</bdi>: {toDay(expiresAt)}
            </li>
          ))}
        </ul>
        {expiring.length > mostNamed && <p>and {expiring.length - mostNamed} more</p>}
      </details>
    </>
  );
}
