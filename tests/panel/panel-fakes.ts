import { createIntake, type Intake } from '../../entrypoints/sidepanel/intake.ts';
import { createPanelMemory, type PanelMemory } from '../../entrypoints/sidepanel/panel-memory.ts';
import { createPanelModel, type PanelModel } from '../../entrypoints/sidepanel/panel-model.ts';
import { toEmptyStart } from '../../entrypoints/sidepanel/session-model.ts';
import type { SearchClient } from '../../entrypoints/sidepanel/search-client.ts';
import { createStoreReader } from '../../entrypoints/sidepanel/store-reader.ts';
import type { Trouble } from '../../utils/chat/message.ts';
import { noPromptEdits, type PromptEdits } from '../../utils/chat/prompt.ts';
import { createSearchService } from '../../utils/find/search-service.ts';
import type { PanelRequest } from '../../utils/messaging/panel-protocol.ts';
import type { StoreDb } from '../../utils/store/schema.ts';

/** A `Storage` in memory. */
export function createFakeStorage(): Storage {
  const map = new Map<string, string>();
  return {
    get length() {
      return map.size;
    },
    clear: () => map.clear(),
    getItem: (key) => map.get(key) ?? null,
    key: (index) => [...map.keys()][index] ?? null,
    removeItem: (key) => void map.delete(key),
    setItem: (key, value) => void map.set(key, value),
  };
}

export interface Desk extends Intake {
  readonly model: PanelModel;
  readonly memory: PanelMemory;
  /** Every command so far, in order. */
  readonly commands: PanelRequest[];
  /** Runs the frame that was asked for. */
  frame(): void;
  readonly copied: string[];
}

/** A panel on a real store, before a background that `answer` plays. */
export async function openDesk({
  db,
  sessionId,
  answer = async () => null,
  local = createFakeStorage(),
  promptEdits = noPromptEdits,
}: {
  readonly db: StoreDb;
  readonly sessionId: string;
  readonly answer?: (request: PanelRequest) => Promise<Trouble | null>;
  readonly local?: Storage;
  readonly promptEdits?: PromptEdits;
}): Promise<Desk> {
  const commands: PanelRequest[] = [];
  const copied: string[] = [];
  const frames = new Set<() => void>();
  const memory = createPanelMemory({ local, window: createFakeStorage() });
  const reader = createStoreReader({ db: () => Promise.resolve(db) });
  const model = createPanelModel({
    reader,
    memory,
    command: (request) => {
      commands.push(request);
      return answer(request);
    },
    createFrame: (run) => () => void frames.add(run),
    requestAccess: async () => true,
    windowId: () => null,
    promptEdits: async () => ({ read: async () => promptEdits, onChanged: () => {} }),
    openSearch: (onLoaded) => openFakeSearch(db, onLoaded),
    copyText: async (text) => copied.push(text) > 0,
    now: Date.now,
  });
  model.show({ ...toEmptyStart(sessionId), ...(await reader.readStart(sessionId)), sessionId });
  return {
    ...createIntake(model),
    model,
    memory,
    commands,
    copied,
    frame() {
      for (const run of frames) run();
      frames.clear();
    },
  };
}

/** The search without a thread of its own. */
async function openFakeSearch(db: StoreDb, onLoaded: () => void): Promise<SearchClient> {
  const service = createSearchService(db);
  void service.load().then(onLoaded);
  return {
    search: (line, limit) => service.search(line, { limit, now: Date.now() }),
    changed: (sessionIds) => void service.changed(sessionIds),
    close: () => {},
  };
}
