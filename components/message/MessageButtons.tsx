import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Message } from '../../utils/chat/message.ts';
import type { MessageActions } from './message-actions.ts';
import { MessageIcon } from './MessageIcon.tsx';

interface Props {
  readonly message: Message;
  readonly last: boolean;
  readonly actions: MessageActions;
}

/** Copy, edit, regenerate, insert into the page: faint until the message is pointed at or focused, always reachable by Tab. */
export function MessageButtons({ message, last, actions }: Props): JSX.Element {
  const { copy, edit, regenerate, insert, fork } = actions;
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  const onCopy = (): void => {
    copy(message);
    setCopied(true);
  };
  return (
    <div class="message-buttons">
      <button type="button" class="icon-button small" aria-label="Copy message" title="Copy" onClick={onCopy}>
        <MessageIcon name={copied ? 'check' : 'copy'} />
      </button>
      {message.role === 'user' && edit && (
        <button
          type="button"
          class="icon-button small"
          aria-label="Edit message"
          title="Edit"
          onClick={() => edit(message)}
        >
          <MessageIcon name="edit" />
        </button>
      )}
      {message.role === 'assistant' && insert && (
        <button
          type="button"
          class="icon-button small"
          aria-label="Insert into page"
          title="Insert into page"
          onClick={() => insert(message)}
        >
          <MessageIcon name="insert" />
        </button>
      )}
      {fork && (
        <button
          type="button"
          class="icon-button small"
          aria-label="Fork from here"
          title="Fork from here"
          onClick={() => fork(message)}
        >
          <MessageIcon name="fork" />
        </button>
      )}
      {message.role === 'assistant' && last && regenerate && (
        <button
          type="button"
          class="icon-button small"
          aria-label="Regenerate"
          title="Regenerate"
          onClick={() => regenerate(message)}
        >
          <MessageIcon name="regenerate" />
        </button>
      )}
    </div>
  );
}
