import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

interface Props {
  readonly readShortcut: () => Promise<string>;
  readonly openShortcutSettings: () => Promise<'opens' | 'by-hand'>;
}

/** The keys that open the panel, read again when the user comes back from the browser's own page. */
function useShortcut(readShortcut: () => Promise<string>): string | null {
  const [keys, setKeys] = useState<string | null>(null);
  useEffect(() => {
    const read = (): void => {
      readShortcut().then(setKeys, (cause: unknown) => console.info('options: no shortcut to read', cause));
    };
    read();
    window.addEventListener('focus', read);
    return () => window.removeEventListener('focus', read);
  }, [readShortcut]);
  return keys;
}

/** Says which keys open the panel, or that none do, and leads to where they are set. */
export function Shortcut({ readShortcut, openShortcutSettings }: Props): JSX.Element {
  const keys = useShortcut(readShortcut);
  const [byHand, setByHand] = useState(false);
  const open = (): void => void openShortcutSettings().then((outcome) => setByHand(outcome === 'by-hand'));
  return (
    <section class="options-section" aria-labelledby="shortcut">
      <h2 id="shortcut">Keyboard shortcut</h2>
      {keys === '' ? (
        <p>The browser has assigned no keys to open the panel, perhaps because others use them already.</p>
      ) : (
        <p>
          {keys === null ? (
            'Opens and closes the panel.'
          ) : (
            <>
              Opens and closes the panel: <kbd>{keys}</kbd>
            </>
          )}
        </p>
      )}
      <button type="button" class="button" onClick={open}>
        Change shortcut
      </button>
      {byHand && <p role="status">Open about:addons, choose the gear, then “Manage Extension Shortcuts”.</p>}
    </section>
  );
}
