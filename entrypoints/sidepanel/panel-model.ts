import { signal, type Signal } from '@preact/signals';
import type { PageToRead } from '../../components/message/page-to-read.ts';
import type { Settings } from '../../utils/settings/settings.ts';
import { type AttachVerbs, createAttachVerbs } from './attach-verbs.ts';
import { type BinSlot, createBinSlot } from './bin-slot.ts';
import { type CopyVerbs, createCopyVerbs } from './copy-verbs.ts';
import { createExportVerb, type ExportVerb } from './export-verb.ts';
import type { InsertModel } from './insert-model.ts';
import { createPanelParts, type PanelParts, type PanelPorts } from './panel-parts.ts';
import type { PostingModel } from './posting-model.ts';
import { createPromptSlot, type PromptSlot } from './prompt-slot.ts';
import { createSavedSlot, type SavedSlot } from './saved-slot.ts';
import { createSends, type Sends } from './send-verbs.ts';
import { createFieldVerbs, type FieldVerbs } from './session-fields.ts';
import { createSessionVerbs, type SessionVerbs } from './session-verbs.ts';
import { createTemporaryVerbs, type TemporaryVerbs } from './temporary-verbs.ts';
import { createTurnVerbs, type TurnVerbs } from './turn-verbs.ts';

/** Everything that a panel shows, and everything that its user can do. */
export interface PanelModel
  extends
    PanelParts,
    Pick<Sends, 'sendDraft'>,
    TurnVerbs,
    SessionVerbs,
    TemporaryVerbs,
    FieldVerbs,
    CopyVerbs,
    ExportVerb,
    AttachVerbs {
  readonly prompts: PromptSlot;
  readonly saved: SavedSlot;
  readonly bin: BinSlot;
  /** Null until the page is watched. */
  readonly posting: Signal<PostingModel | null>;
  /** Null until its code is there. */
  readonly insertion: Signal<InsertModel | null>;
  /** The page that the agent's calls would read; null until the page is watched. */
  readonly pageToRead: Signal<PageToRead | null>;
  setSettings(settings: Settings): void;
}

export function createPanelModel(ports: PanelPorts): PanelModel {
  const parts = createPanelParts(ports);
  const sends = createSends(parts);
  const sessions = createSessionVerbs(parts, sends);
  return {
    ...parts,
    ...createTurnVerbs(parts, sends),
    ...sessions,
    ...createTemporaryVerbs(parts, sessions),
    ...createCopyVerbs(parts, sessions),
    ...createFieldVerbs(parts),
    ...createExportVerb(parts),
    ...createAttachVerbs(parts),
    prompts: createPromptSlot(parts),
    saved: createSavedSlot(),
    bin: createBinSlot(),
    posting: signal(null),
    pageToRead: signal(null),
    insertion: signal(null),
    sendDraft: sends.sendDraft,
    setSettings(next) {
      const connected = parts.settings.value?.letta === null && next.letta !== null;
      parts.settings.value = next;
      parts.ports.memory.saveAgent(next.letta?.agentName ?? null);
      if (connected) parts.focusMessage();
    },
  };
}
