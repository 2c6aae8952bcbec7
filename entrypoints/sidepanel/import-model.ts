import { signal, type ReadonlySignal } from '@preact/signals';
import * as v from 'valibot';
import type { ImportReport, ImportRow, ImportState } from '../../utils/chat/import-file.ts';
import { createId } from '../../utils/chat/id.ts';
import type { Trouble } from '../../utils/chat/message.ts';
import type { PanelRequest } from '../../utils/messaging/panel-protocol.ts';
import { type ImportAsk, importSaySchema, type ImportSay } from './import-lines.ts';

/** What we need of a worker; tests give their own. */
export interface ImportWorker {
  postMessage(message: ImportAsk): void;
  terminate(): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'error', listener: () => void): void;
}

export interface ImportPorts {
  readonly createWorker: () => ImportWorker;
  readonly command: (request: PanelRequest) => Promise<Trouble | null>;
  readonly now: () => number;
}

/** One import, from the file to its undo. */
export interface ImportModel {
  readonly state: ReadonlySignal<ImportState>;
  /** Looks at a file; nothing is written. */
  choose(file: File): void;
  /** Takes in the chats with these session ids. */
  start(chosen: readonly string[]): void;
  /** Stops what is under way. What came in by then stays, and can be taken back. */
  cancel(): void;
  /** Takes back what came in. */
  undo(): Promise<void>;
  /** What can be taken back, and its id; null where nothing came in. */
  brought(): { readonly undoId: string; readonly report: ImportReport } | null;
}

type Batch = Extract<ImportSay, { readonly type: 'batch' }>['batch'];
const nothing: ImportReport = { chats: 0, messages: 0, known: 0, losses: [], stopped: null };

export function createImportModel({ createWorker, command, now }: ImportPorts): ImportModel {
  const state = signal<ImportState>({ step: 'choose', trouble: null });
  const undoId = createId();
  const line = createWorkerLine(createWorker, hear);
  // Both looks at the file are made as of the same time, so that they see the same chats.
  let source: { readonly file: File; readonly name: string; readonly now: number } | null = null;
  const chats = new Set<string>();

  function hear(said: ImportSay): void {
    const at = state.value;
    switch (said.type) {
      case 'progress':
        if (at.step === 'reading') state.value = { ...at, progress: said.progress };
        return;
      case 'preview':
        line.end();
        if (at.step === 'reading') {
          state.value = { step: 'preview', fileName: at.fileName, preview: said.preview };
        }
        return;
      case 'refused':
        line.end();
        if (at.step === 'importing') finish({ ...soFar(at.written), stopped: said.reason });
        else state.value = { step: 'choose', trouble: said.reason };
        return;
      case 'batch':
        void take(said.batch);
        return;
      case 'report':
        line.end();
        finish(said.report);
    }
  }

  async function take(batch: Batch): Promise<void> {
    const trouble = await command({ type: 'import-messages', undoId, ...batch });
    for (const { sessionId } of batch.messages) chats.add(sessionId);
    const at = state.value;
    if (trouble === null && at.step === 'importing') {
      state.value = { ...at, written: at.written + batch.messages.length };
    }
    line.tell({ type: 'taken', index: batch.index, trouble: trouble === null ? null : 'not-saved' });
  }

  function soFar(messages: number): ImportReport {
    return { ...nothing, messages, chats: messages === 0 ? 0 : chats.size };
  }

  function finish(report: ImportReport): void {
    state.value = { step: 'done', report, undone: false };
  }

  return {
    state,
    choose(file) {
      source = { file, name: file.name, now: now() };
      state.value = { step: 'reading', fileName: file.name, progress: null };
      line.ask({ type: 'preview', ...source });
    },
    start(chosen) {
      const at = state.value;
      if (at.step !== 'preview' || source === null) return;
      state.value = { step: 'importing', written: 0, total: countFresh(at.preview.rows, chosen) };
      line.ask({ type: 'import', ...source, chosen: [...chosen] });
    },
    cancel() {
      const at = state.value;
      line.end();
      if (at.step === 'reading' || at.step === 'preview') state.value = { step: 'choose', trouble: null };
      if (at.step === 'importing') finish({ ...soFar(at.written), stopped: 'cancelled' });
    },
    async undo() {
      const at = state.value;
      if (at.step !== 'done' || at.undone) return;
      if ((await command({ type: 'undo', undoId })) === null) state.value = { ...at, undone: true };
    },
    brought() {
      const at = state.value;
      if (at.step !== 'done' || at.undone || at.report.messages === 0) return null;
      return { undoId, report: at.report };
    },
  };
}

interface WorkerLine {
  /** Asks a new worker; what the one before still says is not heard. */
  ask(message: ImportAsk): void;
  tell(message: ImportAsk): void;
  end(): void;
}

function createWorkerLine(createWorker: () => ImportWorker, hear: (said: ImportSay) => void): WorkerLine {
  let worker: ImportWorker | null = null;
  function end(): void {
    worker?.terminate();
    worker = null;
  }
  return {
    end,
    tell: (message) => worker?.postMessage(message),
    ask(message) {
      end();
      const made = createWorker();
      worker = made;
      made.addEventListener('message', ({ data }) => {
        const said = v.safeParse(importSaySchema, data);
        if (worker === made && said.success) hear(said.output);
      });
      made.addEventListener('error', () => {
        // A worker that cannot be loaded, or that had no memory left.
        if (worker === made) hear({ type: 'refused', reason: 'too-large' });
      });
      made.postMessage(message);
    },
  };
}

function countFresh(rows: readonly ImportRow[], chosen: readonly string[]): number {
  const ids = new Set(chosen);
  return rows.reduce((sum, { sessionId, fresh }) => sum + (ids.has(sessionId) ? fresh : 0), 0);
}

export function createImportWorker(): ImportWorker {
  return new Worker(new URL('./import-worker.ts', import.meta.url), { type: 'module', name: 'import' });
}
