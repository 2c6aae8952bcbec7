import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImportPreview, ImportReport } from '../../utils/chat/import-file.ts';
import { createId } from '../../utils/chat/id.ts';
import type { ReadContext } from '../../utils/import/read-chats.ts';
import { previewImport } from '../../utils/import/preview-import.ts';
import { type ImportBatch, runImport } from '../../utils/import/run-import.ts';
import { openStore } from '../../utils/store/open-store.ts';
import { listStandings } from '../../utils/store/standings.ts';
import type { StoreDb } from '../../utils/store/schema.ts';
import type { Device } from '../fakes/device.ts';
import type { Screen } from '../fakes/screen.ts';

/** Somebody who imports files on a device, as the panel does it. */
export interface ImportDesk {
  readonly db: StoreDb;
  preview(file: ImportFile): Promise<ImportPreview>;
  /** Takes in all, or what was `chosen`. */
  take(file: ImportFile, chosen?: readonly string[]): Promise<ImportReport & { readonly undoId: string }>;
  undo(undoId: string): Promise<unknown>;
  close(): void;
}

export interface ImportFile {
  readonly name: string;
  readonly file: Blob;
}

export async function openImportDesk(
  device: Device,
  screen: Screen,
  { now = Date.now, onBatch = () => {} }: { now?: () => number; onBatch?: (batch: ImportBatch) => void } = {},
): Promise<ImportDesk> {
  const db = await openStore({ name: device.name });
  const context = (): ReadContext => ({
    now: now(),
    onProgress: () => {},
    signal: new AbortController().signal,
  });
  const standings = (ids: readonly string[]) => listStandings(db, ids);
  return {
    db,
    preview: (file) => previewImport(file, { ...context(), listStandings: standings }),
    async take(file, chosen) {
      const undoId = createId();
      const report = await runImport(file, {
        ...context(),
        listStandings: standings,
        chosen: chosen === undefined ? null : new Set(chosen),
        async send(batch) {
          onBatch(batch);
          const { sessions, messages, index } = batch;
          const trouble = await screen.command({
            type: 'import-messages',
            undoId,
            index,
            sessions: [...sessions],
            messages: [...messages],
          });
          return trouble === null ? null : 'not-saved';
        },
      });
      return { ...report, undoId };
    },
    undo: (undoId) => screen.command({ type: 'undo', undoId }),
    close: () => db.close(),
  };
}

export function toFile(value: unknown, name = 'chats.json'): ImportFile {
  return { name, file: new Blob([typeof value === 'string' ? value : JSON.stringify(value)]) };
}

export async function readFixture(name: string): Promise<ImportFile> {
  return { name, file: new Blob([await readFile(join(import.meta.dirname, 'fixtures', name))]) };
}
