import { useEffect } from 'preact/hooks';
import type { PanelModel } from './panel-model.ts';

/** Escape that no dialog, menu or edit has taken stops the running answer. */
export function useEscape(model: Pick<PanelModel, 'running' | 'stop' | 'draft'>): void {
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
      if (model.draft.editing.value !== null) model.draft.cancelEdit();
      else if (model.running.value) model.stop();
    }
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [model]);
}
