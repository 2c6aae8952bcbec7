import type { JSX } from 'preact';

const choices = [
  [0, 'For ever'],
  [1, '1 day'],
  [7, '7 days'],
  [30, '30 days'],
  [90, '90 days'],
  [365, '1 year'],
  [730, '2 years'],
] as const;

/** One choice of how long; a number that is none of ours is offered as it is. */
export function DaysField({
  label,
  days,
  onDays,
}: {
  readonly label: string;
  readonly days: number;
  readonly onDays: (days: number) => void;
}): JSX.Element {
  const known = choices.some(([each]) => each === days);
  return (
    <label class="field">
      <span>{label}</span>
      <select
        class="input"
        value={String(days)}
        onChange={({ currentTarget }) => onDays(Number(currentTarget.value))}
      >
        {!known && <option value={String(days)}>{days} days</option>}
        {choices.map(([each, words]) => (
          <option key={each} value={String(each)}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}
