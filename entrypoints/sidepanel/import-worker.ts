import * as v from 'valibot';
import { reasonOf } from '../../utils/import/import-error.ts';
import { previewImport } from '../../utils/import/preview-import.ts';
import { type ImportBatch, runImport } from '../../utils/import/run-import.ts';
import type { ImportReason } from '../../utils/chat/import-file.ts';
import { openStore } from '../../utils/store/open-store.ts';
import { listStandings } from '../../utils/store/standings.ts';
import { importAskSchema, type ImportAsk } from './import-lines.ts';

// Reads a file of chats beside the panel's own thread: half a gigabyte must not freeze it. It writes
// nothing: the panel hands its batches to the background. To cancel, the panel ends it.

const store = openStore({ onVersionChange: () => self.close() });
const taken = new Map<number, (trouble: ImportReason | null) => void>();

self.addEventListener('message', ({ data }) => {
  const parsed = v.safeParse(importAskSchema, data);
  if (!parsed.success) return;
  const ask = parsed.output;
  if (ask.type === 'taken') {
    taken.get(ask.index)?.(ask.trouble);
    taken.delete(ask.index);
    return;
  }
  act(ask).catch((error: unknown) => self.postMessage({ type: 'refused', reason: reasonOf(error) }));
});

async function act(ask: Exclude<ImportAsk, { readonly type: 'taken' }>): Promise<void> {
  const { file, name, now } = ask;
  const context = {
    now,
    signal: new AbortController().signal,
    onProgress: (progress: object) => self.postMessage({ type: 'progress', progress }),
    listStandings: async (ids: readonly string[]) => listStandings(await store, ids),
  };
  if (ask.type === 'preview') {
    const preview = await previewImport({ file, name }, context);
    self.postMessage({ type: 'preview', preview });
  } else {
    const report = await runImport({ file, name }, { ...context, chosen: new Set(ask.chosen), send });
    self.postMessage({ type: 'report', report });
  }
}

function send(batch: ImportBatch): Promise<ImportReason | null> {
  return new Promise((resolve) => {
    taken.set(batch.index, resolve);
    self.postMessage({ type: 'batch', batch });
  });
}
