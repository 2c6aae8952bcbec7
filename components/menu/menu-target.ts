/**
 * Which entry of an open menu a key moves to; null where the key is none of the menu's. A letter goes to
 * the next entry that begins with it, round the end.
 */
export function toMenuTarget({
  key,
  focused,
  labels,
}: {
  readonly key: string;
  readonly focused: number;
  readonly labels: readonly string[];
}): number | null {
  const count = labels.length;
  switch (key) {
    case 'ArrowDown':
      return (focused + 1) % count;
    case 'ArrowUp':
      return (focused + count - 1) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
  }
  if (key.length !== 1 || key === ' ') return null;
  const letter = key.toLocaleLowerCase();
  for (let step = 1; step <= count; step += 1) {
    const index = (focused + step) % count;
    if (labels[index]?.toLocaleLowerCase().startsWith(letter) === true) return index;
  }
  return null;
}
