import type { JSX } from 'preact';
import type { Message, Trouble } from '../../utils/chat/message.ts';
import { toTroubleDetail, toTroubleWords, type TroubleWords } from '../trouble-words.ts';
import type { MessageActions } from './message-actions.ts';
import { MessageIcon } from './MessageIcon.tsx';

interface Props {
  readonly message: Message;
  readonly trouble: Trouble;
  /** Only the newest message's trouble is announced and can be acted on. */
  readonly last: boolean;
  readonly actions: MessageActions;
}

function toAct(
  action: TroubleWords['action'],
  message: Message,
  actions: MessageActions,
): (() => void) | null {
  const { retry, resume, openSettings, grantPermission } = actions;
  switch (action) {
    case 'retry':
      return retry ? () => retry(message) : null;
    case 'continue':
      return resume ? () => resume(message) : null;
    case 'open-settings':
      return openSettings ? () => openSettings() : null;
    case 'grant-permission':
      if (grantPermission) return () => grantPermission(message);
      return openSettings ? () => openSettings() : null;
    case null:
      return null;
  }
}

/** Why an answer did not end well, and the one button that helps. */
export function TroubleLine({ message, trouble, last, actions }: Props): JSX.Element {
  const words = toTroubleWords(trouble);
  const act = last ? toAct(words.action, message, actions) : null;
  const detail = toTroubleDetail(trouble);
  const quiet = trouble.reason === 'stopped';
  return (
    <div class={quiet ? 'trouble trouble-quiet' : 'trouble'}>
      {/* The alert holds its button: one place says what happened and what helps. */}
      <div class="trouble-line" {...(last && !quiet ? { role: 'alert' } : {})}>
        {!quiet && <MessageIcon name="warn" />}
        <span class="trouble-words">{words.sentence}</span>
        {act !== null && (
          <button type="button" class="button" onClick={act}>
            {words.label}
          </button>
        )}
      </div>
      {detail !== '' && (
        <details class="fold" role="group" aria-label="Details">
          <summary>Details</summary>
          <pre class="tool-text" tabIndex={0}>
            {detail}
          </pre>
        </details>
      )}
    </div>
  );
}
