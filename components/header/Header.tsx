import { Icon } from '../icon/Icon.tsx';
import { Menu, type MenuItem } from '../menu/Menu.tsx';

interface Props {
  readonly title: string;
  /** Empty where no agent is connected. */
  readonly agent: string;
  readonly practice: boolean;
  readonly temporary: boolean;
  readonly menu: readonly MenuItem[];
  readonly onNewChat: () => void;
  readonly onHistory: () => void;
}

/** What chat this is, with whom, and the way to others. */
export function Header({ title, agent, practice, temporary, menu, onNewChat, onHistory }: Props) {
  const name = practice && isPractice(agent) ? '' : agent;
  return (
    <header class="header">
      <div class="header-words">
        <h1 dir="auto" title={title}>
          {title}
        </h1>
        {(name !== '' || practice || temporary) && (
          <p class="header-agent">
            {name !== '' && <span dir="auto">{name}</span>}
            {practice && <span class="badge">Practice agent</span>}
            {temporary && <span class="badge">Temporary</span>}
          </p>
        )}
      </div>
      <button type="button" class="icon-button" aria-label="New chat" title="New chat" onClick={onNewChat}>
        <Icon name="plus" />
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label="Chat history"
        title="Chat history"
        onClick={onHistory}
      >
        <Icon name="history" />
      </button>
      <Menu name="Menu" items={menu} />
    </header>
  );
}

function isPractice(agent: string): boolean {
  return agent.trim().toLowerCase() === 'practice agent';
}
