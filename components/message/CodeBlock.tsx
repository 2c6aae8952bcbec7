import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { copyText } from './copy-text.ts';
import { isKnownLanguage } from './known-language.ts';

interface Props {
  readonly text: string;
  /** The info string of the fence; its first word names the language. */
  readonly language: string;
  /** True while more of it may come: it is coloured once it is complete. */
  readonly open: boolean;
}

/** Colouring longer code would block the panel: 20,000 characters of JSON take some 50 ms and 6,000 elements. */
const longestColoured = 20_000;

/** The coloured code, once the library for it has been loaded; null until then or without one. */
function useColours(text: string, language: string, open: boolean): ComponentChildren {
  const [coloured, setColoured] = useState<{ text: string; nodes: ComponentChildren } | null>(null);
  useEffect(() => {
    if (open || text.length > longestColoured || !isKnownLanguage(language)) return undefined;
    let wanted = true;
    import('./highlight-code.ts')
      .then(({ highlightCode }) => wanted && setColoured({ text, nodes: highlightCode(text, language) }))
      .catch((cause: unknown) => console.debug('code stays without colours', cause));
    return () => {
      wanted = false;
    };
  }, [text, language, open]);
  return coloured?.text === text ? coloured.nodes : null;
}

/** A block of code with its language, a button to copy it, and its own horizontal scrolling. */
export function CodeBlock({ text, language, open }: Props): JSX.Element {
  const name = (/^\S+/.exec(language)?.[0] ?? '').toLowerCase().slice(0, 30);
  const coloured = useColours(text, name, open);
  const [copied, setCopied] = useState<boolean | null>(null);
  useEffect(() => {
    if (copied === null) return undefined;
    const timer = setTimeout(() => setCopied(null), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = (): void => void copyText(text).then(setCopied);
  return (
    <div class="md-code">
      <div class="md-code-head">
        <span>{name === '' ? 'Code' : name}</span>
        <button type="button" class="small-button" aria-label="Copy code" onClick={copy}>
          {copied === null ? 'Copy' : copied ? 'Copied' : 'Not copied'}
        </button>
      </div>
      <pre tabIndex={0} role="group" aria-label={name === '' ? 'Code' : `Code, ${name}`} dir="ltr">
        <code>{coloured ?? text}</code>
      </pre>
    </div>
  );
}
