/**
 * What React does to an input that it controls, as far as a stranger's typing can tell: the value property of
 * the node is laid over with one that remembers what was set through it, and an `input` event counts only
 * where the value differs from the remembered one. After each event the node shows the state again.
 */
export function controlInput(
  field: HTMLInputElement | HTMLTextAreaElement,
  {
    onChange = (value: string): string | null => value,
    initial = '',
  }: { onChange?: (value: string) => string | null; initial?: string } = {},
): { readonly state: () => string; readonly changes: () => readonly string[] } {
  const own = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value');
  const get = (): string => String(own?.get?.call(field));
  const set = (value: string): void => own?.set?.call(field, value);
  let remembered = initial;
  let state = initial;
  const changes: string[] = [];
  set(initial);
  Object.defineProperty(field, 'value', {
    configurable: true,
    get,
    set(value: string) {
      remembered = value;
      set(value);
    },
  });
  field.addEventListener('input', () => {
    const value = get();
    if (value !== remembered) {
      remembered = value;
      changes.push(value);
      state = onChange(value) ?? state;
    }
    if (get() !== state) field.value = state;
  });
  return { state: () => state, changes: () => changes };
}
