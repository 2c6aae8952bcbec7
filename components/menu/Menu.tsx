import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon, type IconName } from '../icon/Icon.tsx';
import { toMenuTarget } from './menu-target.ts';

export interface MenuItem {
  readonly label: string;
  readonly icon: IconName;
  readonly disabled?: boolean;
  readonly onSelect: () => void;
}

interface Props {
  readonly name: string;
  readonly items: readonly MenuItem[];
}

/** A menu button after the ARIA pattern: arrows, Home, End, first letters; Escape gives the focus back. */
export function Menu({ name, items }: Props) {
  const [focused, setFocused] = useState<number | null>(null);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const open = focused !== null;

  // Before the next key can come: a letter typed right after the click belongs to the menu.
  useLayoutEffect(() => {
    if (focused === null) return;
    list.current?.querySelectorAll<HTMLElement>('[role=menuitem]')[focused]?.focus();
  }, [focused]);
  useEffect(() => {
    if (!open) return undefined;
    function onPress(event: PointerEvent): void {
      if (event.target instanceof Node && root.current?.contains(event.target) !== true) setFocused(null);
    }
    document.addEventListener('pointerdown', onPress, true);
    return () => document.removeEventListener('pointerdown', onPress, true);
  }, [open]);

  function close(): void {
    setFocused(null);
    button.current?.focus();
  }
  function select(item: MenuItem): void {
    if (item.disabled === true) return;
    // The focus goes back first: a dialog that opens now remembers the menu button as its opener.
    close();
    item.onSelect();
  }
  function onButtonKey(event: KeyboardEvent): void {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    setFocused(event.key === 'ArrowDown' ? 0 : items.length - 1);
  }
  function onListKey(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === 'Tab') {
      setFocused(null);
    } else {
      const labels = items.map(({ label }) => label);
      const target = toMenuTarget({ key: event.key, focused: focused ?? 0, labels });
      if (target === null) return;
      event.preventDefault();
      setFocused(target);
    }
  }
  return (
    <div class="menu" ref={root}>
      <button
        ref={button}
        type="button"
        class="icon-button"
        aria-label={name}
        title={name}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setFocused(open ? null : 0)}
        onKeyDown={onButtonKey}
      >
        <Icon name="menu" />
      </button>
      {open && (
        <div class="menu-list" role="menu" aria-label={name} ref={list} onKeyDown={onListKey}>
          {items.map((item, index) => (
            <Item
              key={item.label}
              item={item}
              focused={index === focused}
              onSelect={() => select(item)}
              onFocus={() => setFocused(index)}
            />
          ))}
        </div>
      )}
    </div>
  );
}

interface ItemProps {
  readonly item: MenuItem;
  readonly focused: boolean;
  readonly onSelect: () => void;
  readonly onFocus: () => void;
}

function Item({ item, focused, onSelect, onFocus }: ItemProps) {
  return (
    <button
      type="button"
      role="menuitem"
      class="menu-item"
      tabIndex={focused ? 0 : -1}
      aria-disabled={item.disabled === true}
      onClick={onSelect}
      onPointerMove={onFocus}
    >
      <Icon name={item.icon} />
      {item.label}
    </button>
  );
}
