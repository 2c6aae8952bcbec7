export type ComposerAct = 'send' | 'edit-last' | 'cancel-edit';

/** What we need of a key event. */
export type ComposerKey = Pick<
  KeyboardEvent,
  'key' | 'keyCode' | 'isComposing' | 'shiftKey' | 'altKey' | 'ctrlKey' | 'metaKey'
>;

/**
 * What a key in the composer means; null where it is the textbox's own. While an input method composes,
 * every key belongs to it; Safari and older Chrome tell only by the key code 229.
 */
export function toComposerAct(
  key: ComposerKey,
  { empty, editing }: { readonly empty: boolean; readonly editing: boolean },
): ComposerAct | null {
  if (key.isComposing || key.keyCode === 229) return null;
  if (key.key === 'Enter') return key.shiftKey || key.altKey ? null : 'send';
  if (key.shiftKey || key.altKey || key.ctrlKey || key.metaKey) return null;
  if (key.key === 'ArrowUp' && empty && !editing) return 'edit-last';
  if (key.key === 'Escape' && editing) return 'cancel-edit';
  return null;
}
