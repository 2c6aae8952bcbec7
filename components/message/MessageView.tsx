import type { ComponentChildren, JSX } from 'preact';
import { quotesOf, textOf, type Message, type Part, type ToolPart } from '../../utils/chat/message.ts';
import { Deferred } from '../late/Deferred.tsx';
import { createSteady } from '../steady/steady.ts';
import { approvalGroups, troubleLine } from './late-parts.ts';
import { MarkdownText } from './MarkdownText.tsx';
import type { Versions } from '../../utils/chat/branches.ts';
import type { MessageActions } from './message-actions.ts';
import { MessageButtons } from './MessageButtons.tsx';
import { QuoteCard } from './QuoteCard.tsx';
import { ReasoningGroup } from './ReasoningGroup.tsx';
import { ToolGroup } from './ToolGroup.tsx';
import { VersionPager } from './VersionPager.tsx';
import './markdown.css';
import './message-view.css';
import './quote-card.css';

export type { MessageActions } from './message-actions.ts';

interface Props {
  readonly message: Message;
  /** The agent's name, for an answer that carries none itself. */
  readonly name: string;
  /** True for the answer that is being written. */
  readonly live: boolean;
  /** True for an own message that is not stored yet. */
  readonly sending?: boolean;
  /** True for the newest message of the session. */
  readonly last: boolean;
  /** Where the question was asked anew. */
  readonly versions?: Versions | null;
  readonly actions: MessageActions;
}

function drawPart(part: Part, live: boolean): ComponentChildren {
  switch (part.type) {
    case 'text':
      return part.text === '' ? null : <MarkdownText key={part.key} text={part.text} live={live} />;
    case 'reasoning':
      return part.text === '' && !live ? null : <ReasoningGroup key={part.key} part={part} live={live} />;
    case 'tool':
      return part.state === 'approval' ? null : <ToolGroup key={part.callId} part={part} />;
    case 'quote':
    case 'other':
      return null;
  }
}

function waiting(parts: readonly Part[]): readonly Readonly<ToolPart>[] {
  return parts.flatMap((part) => (part.type === 'tool' && part.state === 'approval' ? [part] : []));
}

function AnswerBody({ message, agent, live, actions }: Props & { readonly agent: string }): JSX.Element {
  const { parts } = message;
  const calls = waiting(parts);
  return (
    <>
      {/* Only the last part can still grow. */}
      {parts.map((part, index) => drawPart(part, live && index === parts.length - 1))}
      {calls.length > 0 && (
        <Deferred
          late={approvalGroups}
          props={{
            parts: calls,
            agent,
            page: actions.page,
            decide: actions.decide,
            grant: actions.grantPage,
          }}
        />
      )}
      {live && parts.length === 0 && (
        <p class="message-wait">
          <span class="message-dots" aria-hidden="true" />
          <span class="visually-hidden">{agent} is answering</span>
        </p>
      )}
    </>
  );
}

function drawMessage(props: Props): JSX.Element {
  const { message, live, sending = false, last, actions } = props;
  const own = message.role === 'user';
  const agent = message.author === '' ? props.name : message.author;
  return (
    <article
      tabIndex={-1}
      class={`message${own ? ' message-own' : ''}${last ? ' message-last' : ''}`}
      aria-label={own ? 'You' : agent}
      aria-busy={live || sending}
      data-message-id={message.id}
    >
      {own ? (
        <div class="message-bubble">
          {quotesOf(message).map((quote, index) => (
            <QuoteCard key={index} quote={quote} />
          ))}
          <div dir="auto">{textOf(message)}</div>
        </div>
      ) : (
        <>
          <h2 class="message-name">{agent}</h2>
          <AnswerBody {...props} agent={agent} />
        </>
      )}
      {!live && message.trouble !== null && message.status !== 'final' && (
        <Deferred late={troubleLine} props={{ message, trouble: message.trouble, last, actions }} />
      )}
      {props.versions && actions.chooseVersion && (
        <VersionPager versions={props.versions} onChoose={actions.chooseVersion} />
      )}
      {!live && textOf(message) !== '' && <MessageButtons message={message} last={last} actions={actions} />}
    </article>
  );
}

/** One message of the transcript, with everything the agent did for it. Old ones cost next to nothing. */
export const MessageView = createSteady(drawMessage);
