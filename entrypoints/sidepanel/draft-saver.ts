/** Keystrokes closer together than this share one save; the first is saved at once. */
const draftSaveMs = 100;

/** Hands drafts over to the background, a few times a second at most. */
export interface DraftSaver {
  saveSoon(sessionId: string, text: string): void;
  /** Saves at once what a timer would save soon. */
  flush(): void;
  /** The draft is no more: it was sent. */
  drop(sessionId: string): void;
  /** What the background has not confirmed: newer than what the store would say. */
  unconfirmed(sessionId: string): string | null;
}

/** `save` resolves to true once the background has the draft. */
export function createDraftSaver(save: (sessionId: string, text: string) => Promise<boolean>): DraftSaver {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let next: { readonly sessionId: string; readonly text: string } | null = null;
  const open = new Map<string, string>();

  async function saveNext(): Promise<void> {
    if (next === null) return;
    const { sessionId, text } = next;
    next = null;
    const confirmed = await save(sessionId, text);
    if (confirmed && open.get(sessionId) === text) open.delete(sessionId);
  }
  function tick(): void {
    timer = null;
    if (next === null) return;
    void saveNext();
    timer = setTimeout(tick, draftSaveMs);
  }
  function stopTimer(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  }
  return {
    saveSoon(sessionId, text) {
      open.set(sessionId, text);
      next = { sessionId, text };
      if (timer === null) tick();
    },
    flush() {
      stopTimer();
      void saveNext();
    },
    drop(sessionId) {
      stopTimer();
      next = null;
      open.delete(sessionId);
    },
    unconfirmed: (sessionId) => open.get(sessionId) ?? null,
  };
}
