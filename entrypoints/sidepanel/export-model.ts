import { signal, type ReadonlySignal } from '@preact/signals';
import * as v from 'valibot';
import type { ArchiveOptions, ArchiveState } from '../../utils/chat/export-file.ts';
import type { Message } from '../../utils/chat/message.ts';
import { type ExportAsk, exportSaySchema, type ExportSay } from './export-lines.ts';

/** What we need of a worker; tests give their own. */
export interface ExportWorker {
  postMessage(message: ExportAsk): void;
  terminate(): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'error', listener: () => void): void;
}

export interface ExportPorts {
  readonly createWorker: () => ExportWorker;
  /** Hands the archive to the browser. */
  readonly save: (blob: Blob, fileName: string) => void;
  /** The local day, `2026-11-22`. */
  readonly day: () => string;
}

/** One export of several chats. */
export interface ExportModel {
  readonly state: ReadonlySignal<ArchiveState>;
  start(options: ArchiveOptions): void;
  /** Stops what is under way; nothing was saved by then. */
  cancel(): void;
}

/** `sessionIds` null: all chats. */
export function createExportModel(
  {
    sessionIds,
    unsaved,
  }: { readonly sessionIds: readonly string[] | null; readonly unsaved: readonly Message[] },
  { createWorker, save, day }: ExportPorts,
): ExportModel {
  const state = signal<ArchiveState>({ step: 'choose' });
  let worker: ExportWorker | null = null;

  function end(): void {
    worker?.terminate();
    worker = null;
  }
  function hear(said: ExportSay): void {
    if (said.type === 'progress') {
      state.value = { step: 'writing', done: said.done, total: said.total };
      return;
    }
    end();
    if (said.type === 'failed') {
      state.value = { step: 'failed' };
      return;
    }
    const { blob, chats, lost } = said;
    const fileName = `TalentScout chats ${day()}.zip`;
    if (chats > 0) save(blob, fileName);
    state.value = { step: 'done', fileName, chats, lost };
  }
  return {
    state,
    start({ formats, reasoning, toolCalls }) {
      end();
      state.value = { step: 'writing', done: 0, total: sessionIds?.length ?? null };
      const made = createWorker();
      worker = made;
      made.addEventListener('message', ({ data }) => {
        const said = v.safeParse(exportSaySchema, data);
        if (worker === made && said.success) hear(said.output);
      });
      // A worker that cannot be loaded, or that had no memory left.
      made.addEventListener('error', () => {
        if (worker === made) hear({ type: 'failed' });
      });
      made.postMessage({
        sessionIds: sessionIds === null ? null : [...sessionIds],
        formats: [...formats],
        reasoning,
        toolCalls,
        unsaved: [...unsaved],
      });
    },
    cancel() {
      end();
      if (state.value.step === 'writing') state.value = { step: 'choose' };
    },
  };
}

export function createExportWorker(): ExportWorker {
  return new Worker(new URL('./export-worker.ts', import.meta.url), { type: 'module', name: 'export' });
}
