import type { ExportFile } from '../../utils/chat/export-file.ts';

/**
 * Shows a file in a tab of its own, where the browser's own search and printing see all of it. A page brings
 * the policy that forbids it everything; what else there is, is shown as plain text.
 */
export function openInTab({ mime, text }: ExportFile): void {
  const isPage = mime.startsWith('text/html');
  const blob = new Blob([text], { type: isPage ? mime : 'text/plain;charset=utf-8' });
  const url = URL.createObjectURL(blob);
  window.open(url, '_blank', 'noopener');
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
