import { computed, effect, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { BinItem } from '../../components/bin/BinList.tsx';
import { createId } from '../../utils/chat/id.ts';
import type { MirrorDesk } from '../../utils/mirror/mirror-desk.ts';
import type { WireBinEntry } from '../../utils/mirror/protocol.ts';
import { type BinEntry, binMs } from '../../utils/store/bin-rows.ts';
import type { PanelParts } from './panel-parts.ts';

/** What lies in the bin of this device and of the mirror, and what can be done with it. */
export interface BinModel {
  /** Newest first. Null until read. */
  readonly items: ReadonlySignal<readonly BinItem[] | null>;
  /** What could not be read; empty: nothing. */
  readonly note: ReadonlySignal<string>;
  restore(item: BinItem): void;
  /** Deletes for ever, once the offer to take it back has passed. */
  remove(item: BinItem): void;
  empty(): void;
  close(): void;
}

const patienceMs = 30_000;

/** Makes the model while the view is open. `desk` null: no mirror is connected. */
export function createBinModel(
  parts: Pick<PanelParts, 'ask' | 'say' | 'undo' | 'changes'>,
  {
    listBin,
    desk,
  }: { readonly listBin: () => Promise<readonly BinEntry[]>; readonly desk: MirrorDesk | null },
): BinModel {
  const own = signal<readonly BinEntry[] | null>(null);
  const remote = signal<readonly WireBinEntry[]>([]);
  const note = signal('');
  /** What is gone as far as the user is concerned. */
  const gone = signal<ReadonlySet<string>>(new Set());
  const items = computed(() => (own.value === null ? null : toItems(own.value, remote.value, gone.value)));

  function mark(undoIds: readonly string[], isGone: boolean): void {
    const next = new Set(gone.value);
    for (const id of undoIds) {
      if (isGone) next.add(id);
      else next.delete(id);
    }
    gone.value = next;
  }
  function read(): void {
    listBin().then(
      (entries) => (own.value = entries),
      () => {
        own.value ??= [];
        note.value = 'This device’s storage cannot be read. Close the bin and open it again.';
      },
    );
  }
  function readMirror(): void {
    desk?.listBin(AbortSignal.timeout(patienceMs)).then(
      (entries) => (remote.value = entries),
      () => (note.value = 'The mirror does not answer: what other devices deleted is not listed.'),
    );
  }
  async function restore(item: BinItem): Promise<void> {
    mark([item.undoId], true);
    const done =
      item.how === 'elsewhere'
        ? (await desk?.restore([item.undoId], AbortSignal.timeout(patienceMs)).then(
            () => parts.ask({ type: 'sync-now' }),
            () => false,
          )) === true
        : await parts.ask({ type: 'restore', undoIds: [item.undoId] });
    if (!done) {
      mark([item.undoId], false);
      note.value = 'It could not be restored. Try again.';
    } else parts.say('Restored. It is in the chat history again.');
  }
  const offer = createPurges({ parts, desk, note, mark });
  const forget = parts.changes.subscribe(read);
  readMirror();
  return {
    items,
    note,
    restore: (item) => void restore(item),
    remove: (item) => offer([item], 'Deleted for ever'),
    empty() {
      const all = items.value ?? [];
      if (all.length > 0) offer(all, 'Bin emptied');
    },
    close: forget,
  };
}

/** Makes what deletes for ever: off the list at once, and for good when the offer to take it back is over. */
function createPurges({
  parts,
  desk,
  note,
  mark,
}: {
  readonly parts: Pick<PanelParts, 'ask' | 'say' | 'undo'>;
  readonly desk: MirrorDesk | null;
  readonly note: Signal<string>;
  readonly mark: (undoIds: readonly string[], isGone: boolean) => void;
}): (chosen: readonly BinItem[], sentence: string) => void {
  async function purge(chosen: readonly BinItem[]): Promise<void> {
    const [here, there] = [false, true].map((far) =>
      chosen.filter(({ how }) => (how === 'elsewhere') === far).map(({ undoId }) => undoId),
    );
    const done = await Promise.all([
      here === undefined || here.length === 0 || parts.ask({ type: 'empty-bin', undoIds: here }),
      there === undefined ||
        there.length === 0 ||
        desk?.emptyBin(there, AbortSignal.timeout(patienceMs)).then(
          () => true,
          () => false,
        ),
    ]);
    if (done.every((each) => each === true)) return;
    mark(
      chosen.map(({ undoId }) => undoId),
      false,
    );
    note.value = 'Not all of it could be deleted. Try again.';
  }
  return (chosen, sentence) => {
    const undoIds = chosen.map(({ undoId }) => undoId);
    const undoId = createId();
    mark(undoIds, true);
    const isOver = { value: false };
    parts.undo.show({
      undoId,
      sentence,
      revert: async () => {
        isOver.value = true;
        mark(undoIds, false);
        return true;
      },
    });
    parts.say(`${sentence}. Undo is offered for 10 seconds.`);
    const stop = effect(() => {
      if (parts.undo.offer.value?.undoId === undoId) return;
      // After the click that took it back was heard.
      queueMicrotask(() => {
        stop();
        if (!isOver.value) void purge(chosen);
        isOver.value = true;
      });
    });
  };
}

function toItems(
  own: readonly BinEntry[],
  remote: readonly WireBinEntry[],
  gone: ReadonlySet<string>,
): BinItem[] {
  const known = new Set(own.map(({ undoId }) => undoId));
  const here = own.map(({ undoId, title, count, at, deletedSession, expired }): BinItem => {
    const how = expired ? 'expired' : deletedSession ? 'deleted' : 'cleared';
    return { undoId, title, count, at, until: at + binMs, how };
  });
  const there = remote
    .filter(({ undo }) => !known.has(undo))
    .map(({ undo: undoId, title, count, at, until }): BinItem => ({
      undoId,
      title,
      count,
      at,
      until,
      how: 'elsewhere',
    }));
  return [...here, ...there].filter(({ undoId }) => !gone.has(undoId)).toSorted((a, b) => b.at - a.at);
}
