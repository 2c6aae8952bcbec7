import type { Tokens } from 'marked';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { LinkDefinitions } from './markdown-lexer.ts';
import { MarkdownInline } from './MarkdownInline.tsx';

interface Props {
  readonly table: Tokens.Table;
  readonly links: LinkDefinitions;
}

/** More rows, and cells in a row, are drawn only when asked for. */
const firstRows = 100;
const mostColumns = 50;

function align(cell: Tokens.TableCell): { style?: string } {
  return cell.align === null ? {} : { style: `text-align:${cell.align}` };
}

/** A table that scrolls sideways in itself, so that the panel never does. */
export function MarkdownTable({ table, links }: Props): JSX.Element {
  const [all, setAll] = useState(false);
  const rows = all ? table.rows : table.rows.slice(0, firstRows);
  return (
    <div class="md-table" role="group" aria-label="Table" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {table.header.slice(0, mostColumns).map((cell, index) =>
              // A heading without words heads nothing: a voice would announce it at every cell.
              cell.text.trim() === '' ? (
                <td key={index} />
              ) : (
                <th key={index} scope="col" dir="auto" {...align(cell)}>
                  <MarkdownInline text={cell.text} links={links} />
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.slice(0, mostColumns).map((cell, column) => (
                <td key={column} dir="auto" {...align(cell)}>
                  <MarkdownInline text={cell.text} links={links} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length < table.rows.length && (
        <button type="button" class="small-button" onClick={() => setAll(true)}>
          Show all {table.rows.length} rows
        </button>
      )}
    </div>
  );
}
