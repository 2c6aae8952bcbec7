import type { ExportFile } from '../../utils/chat/export-file.ts';

/** Hands a file to the browser as a download, without any permission for downloads. */
export function download({ fileName, mime, text }: ExportFile): void {
  downloadBlob(new Blob([text], { type: mime }), fileName);
}

/** The same for what need not lie in memory. */
export function downloadBlob(blob: Blob, fileName: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  // Firefox reads the address only after the click's task.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
