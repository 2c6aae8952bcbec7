import type { ArchiveOptions, ExportFormat } from '../chat/export-file.ts';
import { type ExportSource, toExportFile } from './to-export-file.ts';
import { createZipWriter } from './zip-writer.ts';

/** What an archive came to. `lost` chats could not be written, e.g. for their size. */
export interface Archive {
  readonly blob: Blob;
  readonly chats: number;
  readonly lost: number;
}

export interface ArchivePorts {
  /** Null for a chat that is gone. */
  readonly readChat: (sessionId: string) => Promise<ExportSource | null>;
  readonly onProgress: (done: number) => void;
}

const folders: Readonly<Record<ExportFormat, string>> = {
  markdown: 'md',
  json: 'json',
  html: 'html',
  text: 'txt',
};

/**
 * Writes chats into one zip archive, one file a chat in each format; with several formats each has its
 * folder. One chat at a time is in memory. Rejects where the chats cannot be read or fit no archive.
 */
export async function writeArchive(
  sessionIds: readonly string[],
  { formats, reasoning, toolCalls }: ArchiveOptions,
  { readChat, onProgress }: ArchivePorts,
): Promise<Archive> {
  const zip = createZipWriter();
  const toName = createNames();
  let [chats, lost] = [0, 0];
  for (const [index, sessionId] of sessionIds.entries()) {
    const source = await readChat(sessionId);
    const files = source === null ? [] : toFiles(source);
    for (const { folder, fileName, text } of files ?? [])
      await zip.add(toName(folder, fileName), text, source?.session.lastAt ?? 0);
    if (files === null) lost += 1;
    else if (source !== null) chats += 1;
    onProgress(index + 1);
  }
  return { blob: zip.finish(), chats, lost };

  /** Null for a chat that is longer than a text can be. */
  function toFiles(source: ExportSource) {
    try {
      return formats.map((format) => ({
        folder: formats.length === 1 ? '' : `${folders[format]}/`,
        ...toExportFile(source, { format, reasoning, toolCalls }),
      }));
    } catch (error) {
      if (error instanceof RangeError) return null;
      throw error;
    }
  }
}

/** Gives every file of a folder a name of its own, also where capitals do not count. */
function createNames(): (folder: string, fileName: string) => string {
  const taken = new Set<string>();
  const next = new Map<string, number>();
  return (folder, fileName) => {
    const dot = fileName.lastIndexOf('.');
    const [stem, extension] = [folder + fileName.slice(0, dot), fileName.slice(dot)];
    const key = (stem + extension).toLowerCase();
    let name = stem + extension;
    let count = next.get(key) ?? 1;
    while (taken.has(name.toLowerCase())) {
      count += 1;
      name = `${stem} (${count})${extension}`;
    }
    next.set(key, count);
    taken.add(name.toLowerCase());
    return name;
  };
}
