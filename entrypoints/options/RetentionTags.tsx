import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Keeping } from '../../utils/settings/keeping.ts';
import { DaysField } from './RetentionDays.tsx';

interface Props {
  readonly tags: Keeping['tags'];
  readonly known: readonly string[];
  readonly onTags: (tags: Keeping['tags']) => void;
}

/** Rules for chats with a tag, which take the place of the rule for all chats. */
export function TagRules({ tags, known, onTags }: Props): JSX.Element {
  const [chosen, setChosen] = useState('');
  const open = known.filter((tag) => tags.every((rule) => rule.tag !== tag));
  const next = open.includes(chosen) ? chosen : (open[0] ?? '');
  return (
    <>
      {tags.map(({ tag, days }) => (
        <div class="prompt-row keeping-rule" key={tag}>
          <DaysField
            label={`Chats tagged ${tag}`}
            days={days}
            onDays={(changed) =>
              onTags(tags.map((rule) => (rule.tag === tag ? { tag, days: changed } : rule)))
            }
          />
          <button
            type="button"
            class="button"
            aria-label={`Remove the rule for ${tag}`}
            onClick={() => onTags(tags.filter((rule) => rule.tag !== tag))}
          >
            Remove
          </button>
        </div>
      ))}
      {next !== '' && (
        <div class="prompt-row keeping-rule">
          <label class="field">
            <span>Another time for chats tagged</span>
            <select
              class="input"
              value={next}
              onChange={({ currentTarget }) => setChosen(currentTarget.value)}
            >
              {open.map((tag) => (
                <option key={tag} value={tag}>
                  {tag}
                </option>
              ))}
            </select>
          </label>
          <button type="button" class="button" onClick={() => onTags([...tags, { tag: next, days: 0 }])}>
            Add a rule
          </button>
        </div>
      )}
    </>
  );
}
