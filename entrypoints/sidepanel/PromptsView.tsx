import { useEffect } from 'preact/hooks';
import { PromptChips } from '../../components/prompts/PromptChips.tsx';
import { PromptList } from '../../components/prompts/PromptList.tsx';
import type { PanelModel } from './panel-model.ts';
import { promptListId } from './prompt-slot.ts';

interface Props {
  readonly model: Pick<PanelModel, 'prompts' | 'focusMessage'>;
}

/** The list that "/" opens, wired. */
export function PromptPopupView({ model }: Props) {
  const menu = model.prompts.menu.value;
  const popup = menu?.popup.value ?? null;
  if (menu === null || popup === null) return null;
  return (
    <PromptList
      id={promptListId}
      {...popup}
      onActive={menu.setActive}
      onPick={menu.pick}
      onKey={(key) => {
        if (key === 'Escape') model.focusMessage();
        return menu.onKey(key);
      }}
      onLeave={menu.close}
    />
  );
}

/** The chips of an empty chat, wired. */
export function PromptChipsView({ model }: Props) {
  useEffect(() => void model.prompts.load(), [model]);
  const menu = model.prompts.menu.value;
  const starters = menu?.starters.value ?? [];
  if (menu === null || starters.length === 0) return null;
  return <PromptChips prompts={starters} onPick={menu.insert} />;
}
