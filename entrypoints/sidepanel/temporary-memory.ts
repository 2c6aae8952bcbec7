import { createPanelMemory, type PanelMemory } from './panel-memory.ts';

/** The panel's memory, which for temporary chats ends with the panel. */
export function createTemporaryMemory(
  lasting: PanelMemory,
  isTemporary: (sessionId: string) => boolean,
): PanelMemory {
  const passing = createPanelMemory({ local: createPassingStorage(), window: createPassingStorage() });
  const of = (sessionId: string): PanelMemory => (isTemporary(sessionId) ? passing : lasting);
  return {
    ...lasting,
    saveSession: (sessionId) => of(sessionId).saveSession(sessionId),
    readOutgoing: (sessionId) => of(sessionId).readOutgoing(sessionId),
    saveOutgoing: (sessionId, outgoing) => of(sessionId).saveOutgoing(sessionId, outgoing),
    readEditing: (sessionId) => of(sessionId).readEditing(sessionId),
    saveEditing: (sessionId, editing) => of(sessionId).saveEditing(sessionId, editing),
    readAttached: (sessionId) => of(sessionId).readAttached(sessionId),
    saveAttached: (sessionId, attached) => of(sessionId).saveAttached(sessionId, attached),
    readVersions: (sessionId) => of(sessionId).readVersions(sessionId),
    saveVersions: (sessionId, versions) => of(sessionId).saveVersions(sessionId, versions),
    saveParked(sessionId) {
      if (sessionId === null || !isTemporary(sessionId)) lasting.saveParked(sessionId);
    },
  };
}

/** A `Storage` that nothing outlives. */
function createPassingStorage(): Storage {
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
