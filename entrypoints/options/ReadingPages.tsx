import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { LocalItem } from '../../utils/settings/local-item.ts';
import type { PageConsents } from '../../utils/settings/page-consents.ts';

interface Props {
  readonly consents: LocalItem<PageConsents>;
  /** Calls back after every change, in every context; returns the unsubscriber. */
  readonly onChanged: (listener: () => void) => () => void;
}

interface Held {
  /** Null until read. */
  readonly value: PageConsents | null;
  readonly refused: boolean;
  change(patch: (value: PageConsents) => PageConsents): void;
}

/** The consents as they are stored: what a panel adds meanwhile shows up here by itself. */
function useConsents({ consents, onChanged }: Props): Held {
  const [value, setValue] = useState<PageConsents | null>(null);
  const [refused, setRefused] = useState(false);
  function read(): void {
    consents.read().then(setValue, (cause: unknown) => console.info('options: no consents to read', cause));
  }
  useEffect(() => {
    read();
    return onChanged(read);
  }, [consents]);
  return {
    value,
    refused,
    change(patch) {
      consents.update(patch).then(
        () => {
          setRefused(false);
          read();
        },
        () => setRefused(true),
      );
    },
  };
}

/** What the agent may read, and the consents that were given, each of which can be taken back. */
export function ReadingPages(props: Props): JSX.Element {
  const { value, refused, change } = useConsents(props);
  return (
    <section class="options-section" aria-labelledby="reading-pages">
      <h2 id="reading-pages">Reading pages</h2>
      <p>
        When you chat, the agent can ask for the posting in front of you, or for the text that you selected.
        You are asked each time, unless you said otherwise.
      </p>
      {value !== null && (
        <>
          <Check
            label="Let the agent ask to read the page"
            checked={value.offered}
            onChange={(offered) => change((all) => ({ ...all, offered }))}
          />
          <Check
            label="Read every page without asking me"
            checked={value.always}
            onChange={(always) => change((all) => ({ ...all, always }))}
          />
          <Sites
            sites={value.sites}
            onRemove={(site) =>
              change((all) => ({ ...all, sites: all.sites.filter((other) => other !== site) }))
            }
          />
        </>
      )}
      {refused && <p role="alert">The browser’s storage refused the change. Try again.</p>}
    </section>
  );
}

function Check({
  label,
  checked,
  onChange,
}: {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}): JSX.Element {
  return (
    <label class="prompt-check">
      <input
        type="checkbox"
        checked={checked}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
      />
      {label}
    </label>
  );
}

function Sites({
  sites,
  onRemove,
}: {
  readonly sites: readonly string[];
  readonly onRemove: (site: string) => void;
}): JSX.Element {
  if (sites.length === 0) return <p>No site is read without asking.</p>;
  return (
    <>
      <p id="read-sites">Read without asking on these sites:</p>
      <ul class="prompt-items" aria-labelledby="read-sites">
        {sites.map((site) => (
          <li key={site} class="prompt-item prompt-row">
            <span class="prompt-words">{new URL(site).host}</span>
            <button
              type="button"
              class="button"
              aria-label={`Ask again on ${new URL(site).host}`}
              onClick={() => onRemove(site)}
            >
              Ask again
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
