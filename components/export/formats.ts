import type { ExportFormat } from '../../utils/chat/export-file.ts';

/** What a chat can be exported as, in the order it is offered. */
export const formats: readonly {
  readonly format: ExportFormat;
  readonly label: string;
  readonly hint: string;
}[] = [
  { format: 'markdown', label: 'Markdown', hint: 'for notes and other editors' },
  { format: 'json', label: 'JSON', hint: 'complete, can be imported again' },
  { format: 'html', label: 'HTML', hint: 'one page to read, send or print' },
  { format: 'text', label: 'Plain text', hint: 'just the words' },
];
