import { useRef } from 'preact/hooks';

interface Props {
  readonly label: string;
  /** `YYYY-MM-DD`, or null for none. */
  readonly day: string | null;
  readonly onDay: (day: string | null) => void;
}

/** A day. While a year is typed, the browser reports years like 0002: those are no days yet. */
export function DayField({ label, day, onDay }: Props) {
  const told = useRef(day);
  told.current = day;
  function tell(value: string): void {
    const next = value === '' ? null : value;
    if (next === told.current || (next !== null && !/^(?:19|20|21)\d\d-/.test(next))) return;
    told.current = next;
    onDay(next);
  }
  return (
    <label class="field">
      {label}
      <input
        class="input"
        type="date"
        value={day ?? ''}
        onChange={({ currentTarget }) => {
          // Half a date reads as empty: that is not "none".
          if (!currentTarget.validity.badInput) tell(currentTarget.value);
        }}
      />
    </label>
  );
}
