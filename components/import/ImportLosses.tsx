import type { JSX } from 'preact';
import type { ImportLoss } from '../../utils/chat/import-file.ts';
import { toLossLine } from './import-words.ts';

interface Props {
  readonly losses: readonly ImportLoss[];
  readonly summary: string;
}

/** What does not come in, line by line, folded away; nothing where all does. */
export function ImportLosses({ losses, summary }: Props): JSX.Element | null {
  if (losses.length === 0) return null;
  const count = losses.reduce((sum, loss) => sum + loss.count, 0);
  return (
    <details class="import-losses">
      <summary>
        {summary} ({count.toLocaleString('en')})
      </summary>
      <ul>
        {losses.map((loss, index) => (
          <li key={index} dir="auto">
            {toLossLine(loss)}
          </li>
        ))}
      </ul>
    </details>
  );
}
