import type { Versions } from '../../utils/chat/branches.ts';
import { MessageIcon } from './MessageIcon.tsx';

interface Props {
  readonly versions: Versions;
  readonly onChoose: (key: string, messageId: string) => void;
}

/**
 * Pages through the versions of a question, each with what followed it. The other version is another message
 * with a pager of its own: the focus goes along, and the group's name says where one is.
 */
export function VersionPager({ versions: { ids, index, key }, onChoose }: Props) {
  const steps = [
    { name: 'Previous version', icon: 'previous', id: ids[index - 1] },
    { name: 'Next version', icon: 'next', id: ids[index + 1] },
  ] as const;
  const [previous, next] = steps.map(({ name, icon, id }) => (
    <button
      key={icon}
      type="button"
      class="icon-button small"
      aria-label={name}
      title={name}
      aria-disabled={id === undefined}
      onClick={({ currentTarget }) => {
        if (id === undefined) return;
        const log = currentTarget.closest('[role="log"]');
        onChoose(key, id);
        requestAnimationFrame(() => focusIn(log?.querySelector(`[data-message-id="${id}"]`), name));
      }}
    >
      <MessageIcon name={icon} />
    </button>
  ));
  return (
    <div class="version-pager" role="group" aria-label={`Version ${index + 1} of ${ids.length}`}>
      {previous}
      <span class="version-count">{`${index + 1} of ${ids.length}`}</span>
      {next}
    </div>
  );
}

function focusIn(message: Element | null | undefined, name: string): void {
  message?.querySelector<HTMLElement>(`.version-pager [aria-label="${name}"]`)?.focus();
}
