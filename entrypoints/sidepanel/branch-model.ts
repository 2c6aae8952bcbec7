import { computed, signal, type ReadonlySignal } from '@preact/signals';
import { type Branch, choicesTo, toBranch } from '../../utils/chat/branches.ts';
import type { PanelMemory } from './panel-memory.ts';
import type { SessionModel } from './session-model.ts';

/** Which way through the session is on screen, where questions were asked anew. */
export interface BranchModel {
  readonly branch: ReadonlySignal<Branch>;
  /** Shows another version; `key` as in `Versions`. */
  choose(key: string, messageId: string): void;
  /** A new version of this message is being sent: the newest is to be shown again. */
  showNewestOf(messageId: string): void;
  /** Goes to the branch that a message is on. */
  reveal(messageId: string): void;
  /** The message that new words follow; null: the newest, as always. */
  follows(): string | null;
}

export function createBranchModel(
  { id, shown }: Pick<SessionModel, 'id' | 'shown'>,
  memory: Pick<PanelMemory, 'readVersions' | 'saveVersions'>,
): BranchModel {
  const changed = signal(0);
  const choices = computed(() => {
    void changed.value;
    return new Map(Object.entries(memory.readVersions(id.value)));
  });
  const branch = computed(() => toBranch(shown.value, choices.value));

  function save(next: ReadonlyMap<string, string>): void {
    memory.saveVersions(id.value, Object.fromEntries(next));
    changed.value += 1;
  }
  return {
    branch,
    choose: (key, messageId) => save(new Map([...choices.value, [key, messageId]])),
    showNewestOf(messageId) {
      const key = [...branch.value.versions.values()].find(({ ids }) => ids.includes(messageId))?.key;
      if (key === undefined || !choices.value.has(key)) return;
      save(new Map([...choices.value].filter(([one]) => one !== key)));
    },
    reveal(messageId) {
      if (branch.value.shown.some((message) => message.id === messageId)) return;
      save(new Map([...choices.value, ...choicesTo(shown.value, messageId)]));
    },
    follows() {
      const { lastQuestion, tip } = branch.value;
      return lastQuestion === null || lastQuestion === tip ? null : lastQuestion;
    },
  };
}
