import { computed, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { Trouble } from '../../utils/chat/message.ts';
import type { PromptEdits } from '../../utils/chat/prompt.ts';
import type { BackgroundStatus, PanelRequest } from '../../utils/messaging/panel-protocol.ts';
import type { Settings } from '../../utils/settings/settings.ts';
import { type BranchModel, createBranchModel } from './branch-model.ts';
import { createDraftModel, type DraftModel } from './draft-model.ts';
import { createHistoryModel, type HistoryModel } from './history-model.ts';
import type { PanelMemory } from './panel-memory.ts';
import { createSessionModel, type SessionModel } from './session-model.ts';
import type { SearchClient } from './search-client.ts';
import { createSearchModel, type SearchModel } from './search-model.ts';
import type { StoreReader } from './store-reader.ts';
import { createTurnModel, type TurnModel } from './turn-model.ts';
import { createTemporaryMemory } from './temporary-memory.ts';
import { createTemporaryModel, type TemporaryModel } from './temporary-model.ts';
import { createUndoModel, type UndoModel } from './undo-model.ts';

/** The outside of a panel, given by `main.tsx` and by tests. */
export interface PanelPorts {
  readonly reader: StoreReader;
  readonly memory: PanelMemory;
  /** Asks the background; before the port is open, commands wait. */
  readonly command: (request: PanelRequest) => Promise<Trouble | null>;
  readonly createFrame: (run: () => void) => () => void;
  /** Starts the search worker. */
  readonly openSearch: (onLoaded: () => void) => Promise<SearchClient>;
  readonly copyText: (text: string) => Promise<boolean>;
  /** Asks the browser for the right to reach a server; must be called in the click's own turn. */
  readonly requestAccess: (baseUrl: string) => Promise<boolean>;
  /** The browser's window that this panel is in; null until it is known. */
  readonly windowId: () => number | null;
  /** Loads what reads the user's prompts. */
  readonly promptEdits: () => Promise<{
    readonly read: () => Promise<PromptEdits>;
    readonly onChanged: (listener: () => void) => void;
  }>;
  readonly now: () => number;
}

/** A command that the background could not carry out, and what tries it again. */
export interface PanelTrouble {
  readonly trouble: Trouble;
  readonly retry: (() => void) | null;
}

/** What the verbs of a panel work on: its models, and the few things that all of them do. */
export interface PanelParts {
  readonly ports: PanelPorts;
  readonly session: SessionModel;
  readonly branch: BranchModel;
  readonly turn: TurnModel;
  readonly draft: DraftModel;
  readonly history: HistoryModel;
  readonly search: SearchModel;
  readonly undo: UndoModel;
  readonly temporary: TemporaryModel;
  readonly status: Signal<BackgroundStatus | null>;
  /** Null until read. */
  readonly settings: Signal<Settings | null>;
  /** The connected agent's name, as remembered until the settings are read; null where none is. */
  readonly agentName: ReadonlySignal<string | null>;
  readonly trouble: Signal<PanelTrouble | null>;
  /** True from "Send" until the answer ended. */
  readonly running: ReadonlySignal<boolean>;
  /** Rises with every change of the store that the background tells of. */
  readonly changes: Signal<number>;
  /** Words for screen readers, said once. */
  readonly said: Signal<string>;
  /** The message that a search or a link led to. */
  readonly target: Signal<{ readonly key: string; readonly sought: string } | null>;
  /** Rises when the caret belongs in the composer. */
  readonly focusRequest: Signal<number>;
  /** The keys that open the panel; empty where the browser assigned none, null while not known. */
  readonly shortcut: Signal<string | null>;
  /** Carries out a command whose failure is worth an alert; resolves to true when it was done. */
  ask(request: PanelRequest, retry?: () => void): Promise<boolean>;
  say(words: string): void;
  focusMessage(): void;
  /** Tells the background what is shown, and gets what is in flight. */
  watch(): void;
  /** Reads again what a change may have touched. */
  readChanged(): Promise<void>;
}

export function createPanelParts(given: PanelPorts): PanelParts {
  const { reader, now } = given;
  const session = createSessionModel(reader);
  const temporary = createTemporaryModel(session, given.command);
  const memory = createTemporaryMemory(given.memory, temporary.is);
  const ports = { ...given, memory };
  const turn = createTurnModel(ports.createFrame);
  const history = createHistoryModel(reader);
  const draft = createDraftModel({
    save: async (sessionId, text) =>
      temporary.is(sessionId) || (await ports.command({ type: 'save-draft', sessionId, text })) === null,
    saveEditing: memory.saveEditing,
    saveAttached: memory.saveAttached,
  });
  const settings = signal<Settings | null>(null);
  const remembered = memory.readAgent();
  const trouble = signal<PanelTrouble | null>(null);
  const said = signal('');
  const focusRequest = signal(0);
  return {
    ports,
    session,
    branch: createBranchModel(session, memory),
    turn,
    draft,
    history,
    search: createSearchModel(ports.openSearch),
    undo: createUndoModel(now),
    temporary,
    status: signal(null),
    settings,
    agentName: computed(() =>
      settings.value === null ? remembered : (settings.value.letta?.agentName ?? null),
    ),
    trouble,
    running: computed(
      () => turn.replyId.value !== null || session.sending.value.some((sending) => sending.trouble === null),
    ),
    changes: signal(0),
    said,
    target: signal(null),
    focusRequest,
    shortcut: signal(null),
    async ask(request, retry) {
      trouble.value = null;
      const answer = await ports.command(request);
      if (answer !== null) trouble.value = { trouble: answer, retry: retry ?? null };
      return answer === null;
    },
    say(words) {
      // The same words twice are two utterances: a changed space makes the live region speak again.
      said.value = said.value === words ? `${words}\u00a0` : words;
    },
    focusMessage() {
      focusRequest.value += 1;
    },
    watch() {
      const windowId = ports.windowId();
      const where = windowId === null ? {} : { windowId };
      const watch = { type: 'watch', sessionId: session.id.value, ...where } as const;
      void ports.command(temporary.toWatch(watch));
    },
    async readChanged() {
      const sessionId = session.id.value;
      await Promise.all([session.reread(), history.reread()]);
      const stored = await reader.readDraft(sessionId).catch(() => null);
      if (stored !== null && sessionId === session.id.value) draft.offer(stored);
    },
  };
}
