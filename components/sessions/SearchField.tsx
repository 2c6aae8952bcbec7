import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import { Icon } from '../icon/Icon.tsx';
import { type SearchTip, searchTips } from './search-tips.ts';

interface Props {
  readonly field: RefObject<HTMLInputElement | null>;
  readonly line: string;
  readonly onSearch: (line: string) => void;
  /** Into the list below. */
  readonly onDown: () => void;
  /** To the best find. */
  readonly onEnter: () => void;
}

/** Where words are sought, with what can be asked for beside words. */
export function SearchField({ field, line, onSearch, onDown, onEnter }: Props) {
  const [tips, setTips] = useState(false);
  useLayoutEffect(() => field.current?.focus(), []);
  function put(tip: SearchTip): void {
    setTips(false);
    onSearch(tip.put);
    field.current?.focus();
  }
  return (
    <div
      class="chat-search"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !tips || event.isComposing) return;
        event.preventDefault();
        event.stopPropagation();
        setTips(false);
        field.current?.focus();
      }}
    >
      <div class="chat-search-field">
        <Icon name="search" />
        <input
          ref={field}
          type="search"
          class="input"
          aria-label="Search chats"
          placeholder="Search chats"
          dir="auto"
          spellcheck={false}
          autocomplete="off"
          value={line}
          onInput={(event) => {
            setTips(false);
            onSearch(event.currentTarget.value);
          }}
          onKeyDown={(event) => {
            // Enter and arrows choose among an input method's words, too.
            if (event.isComposing || (event.key !== 'ArrowDown' && event.key !== 'Enter')) return;
            event.preventDefault();
            if (event.key === 'Enter') onEnter();
            else onDown();
          }}
        />
        {line === '' && (
          <button
            type="button"
            class="icon-button"
            aria-label="Search tips"
            title="Search tips"
            aria-expanded={tips}
            onClick={() => setTips(!tips)}
          >
            <Icon name="help" />
          </button>
        )}
      </div>
      {tips && line === '' && (
        <ul class="search-tips" aria-label="Search tips">
          {searchTips.map((tip) => (
            <li key={tip.label}>
              <button type="button" onClick={() => put(tip)}>
                <code>{tip.label}</code> <span>{tip.words}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
