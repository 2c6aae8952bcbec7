import { useComputed, type ReadonlySignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import { Composer } from '../../components/composer/Composer.tsx';
import type { ComposerPopup } from '../../components/composer/ComposerText.tsx';
import { MessageView, type MessageActions } from '../../components/message/MessageView.tsx';
import { LineageLine } from '../../components/transcript/LineageLine.tsx';
import { Transcript } from '../../components/transcript/Transcript.tsx';
import type { Versions } from '../../utils/chat/branches.ts';
import type { Message } from '../../utils/chat/message.ts';
import { toDefaultWords } from './attached.ts';
import { Deferred } from '../../components/late/Deferred.tsx';
import { createShell } from '../../components/steady/shell.ts';
import { createLate } from '../../components/late/late.ts';
import { FirstRun } from './FirstRun.tsx';
import type { PanelModel } from './panel-model.ts';
import { promptListId } from './prompt-slot.ts';
import { toRows, type MessageRow } from './rows.ts';
import { isOnItsWay } from './shown-messages.ts';

const lateChips = createLate(() => import('./PromptsView.tsx').then((module) => module.PromptChipsView));
const latePopup = createLate(() => import('./PromptsView.tsx').then((module) => module.PromptPopupView));

interface Props {
  readonly model: PanelModel;
  readonly openSettings: () => void;
}

/** The conversation, what stands between, and what is written next. */
export const ChatView = createShell(Chat);

function Chat({
  model,
  openSettings,
  drawBetween,
}: Props & { readonly drawBetween: () => ComponentChildren }) {
  const { session, settings } = model;
  const unconnected = settings.value !== null && settings.value.letta === null;
  const blank = useComputed(() => session.shown.value.length === 0 && model.turn.replyId.value === null);
  return (
    <>
      {(!unconnected || !blank.value) && (
        <Conversation key={session.id.value} model={model} openSettings={openSettings} />
      )}
      {drawBetween()}
      {unconnected ? <FirstRun alone={blank.value} /> : <Writing model={model} />}
    </>
  );
}

function Conversation({ model, openSettings }: Props) {
  const { session, branch, turn } = model;
  const rows = useComputed(() =>
    // What is being said now stands after the newest message, wherever the reader is.
    toRows(branch.branch.value.shown, turn.turn.peek(), isHere(model) ? turn.replyId.value : null),
  );
  const sent = useSentCount(model);
  const lineage = session.summary.value?.lineage ?? null;
  const actions = useMemo((): MessageActions => toActions(model, openSettings), [model]);
  const name = model.agentName.value ?? 'Agent';
  const refused = model.temporary.current.value || model.status.value?.store === 'not-saved';
  // Where newer messages follow, the last one shown is not the last.
  const lastKey = session.newer.value ? null : rows.value.at(-1)?.key;
  return (
    <Transcript<MessageRow>
      rows={rows.value}
      older={session.older.value}
      newer={session.newer.value}
      target={model.target.value}
      endRequest={sent}
      now={Date.now()}
      draw={(row) => (
        <Row
          row={row}
          live={row.live ? turn.live : null}
          name={name}
          last={row.key === lastKey}
          versions={branch.branch.value.versions.get(row.key) ?? null}
          actions={actions}
        />
      )}
      drawHead={() =>
        lineage && <LineageLine lineage={lineage} onOpen={(id, at) => void model.openSession(id, at)} />
      }
      drawEmpty={() => <Welcome model={model} name={name} refused={refused} />}
      onOlder={() => void session.loadOlder()}
      onNewer={() => void session.loadNewer()}
      onLatest={() => void session.goToLatest()}
      onAtEnd={session.setAtEnd}
    />
  );
}

/** Whether the answer that is being written belongs to what is on screen: not to another branch or page. */
function isHere({ session, branch, turn }: PanelModel): boolean {
  if (session.newer.value) return false;
  const { shown } = branch.branch.value;
  const question = turn.turn.peek()?.id;
  const elsewhere = session.shown.value.some(({ id }) => id === question);
  return !elsewhere || shown.some(({ id }) => id === question);
}

/** Counts what was sent from this panel: each time the reader goes to the end with it. */
function useSentCount({ session }: PanelModel): number {
  const seen = useRef(new Set<string>());
  for (const { outgoing } of session.sending.value) seen.current.add(outgoing.id);
  return seen.current.size;
}

interface RowProps {
  readonly row: MessageRow;
  /** The growing answer: only this row listens to it. */
  readonly live: ReadonlySignal<Message | null> | null;
  readonly name: string;
  readonly last: boolean;
  readonly versions: Versions | null;
  readonly actions: MessageActions;
}

function Row({ row, live, name, last, versions, actions }: RowProps) {
  const message = live?.value ?? row.message;
  if (message === null) return null;
  return (
    <MessageView
      message={message}
      name={name}
      live={live !== null}
      sending={isOnItsWay(message)}
      last={last}
      versions={versions}
      actions={actions}
    />
  );
}

interface WelcomeProps extends Pick<Props, 'model'> {
  readonly name: string;
  readonly refused: boolean;
}

/** `refused`: nothing is promised where storage refuses. The chips' place is kept free until they are there. */
function Welcome({ model, name, refused }: WelcomeProps) {
  return (
    <div class="welcome">
      <p class="welcome-title">What are we looking at?</p>
      <p>
        Ask <span dir="auto">{name}</span> about a posting, your fit, or the answer you have to write.{' '}
        {!refused && 'Everything is kept on this device.'}
      </p>
      <div class="welcome-prompts">
        <Deferred late={lateChips} props={{ model }} />
      </div>
    </div>
  );
}

function Writing({ model }: { readonly model: PanelModel }) {
  const { draft, running, focusRequest, prompts } = model;
  const { quotes } = draft.attached.value;
  // What is sent where nothing is typed stands there to be seen.
  const words = toDefaultWords(quotes);
  const name = model.agentName.value ?? '';
  return (
    <>
      <div class="composer-popup">
        {prompts.menu.value !== null && <Deferred late={latePopup} props={{ model }} />}
      </div>
      <Composer
        text={draft.text.value}
        editing={draft.editing.value !== null}
        running={running.value}
        attached={quotes}
        placeholder={words !== '' ? words : name === '' ? 'Write a message' : `Write to ${name}`}
        focusRequest={focusRequest.value}
        selection={prompts.selection.value}
        popup={toPromptPopup(model)}
        onInput={(text, caret) => {
          draft.input(text);
          prompts.typed(text, caret);
        }}
        onCaret={prompts.typed}
        onSend={model.sendDraft}
        onStop={model.stop}
        onEditLast={model.editLast}
        onCancelEdit={draft.cancelEdit}
        onDetach={model.detach}
      />
    </>
  );
}

/** The list that "/" opens, as the composer needs it. */
function toPromptPopup({ prompts }: PanelModel): ComposerPopup | null {
  const menu = prompts.menu.value;
  const open = menu?.popup.value ?? null;
  if (menu === null || open === null) return null;
  return { listId: promptListId, active: open.active, onKey: menu.onKey, onLeave: menu.close };
}

function toActions(model: PanelModel, openSettings: () => void): MessageActions {
  const { copy, edit, regenerate, retry, resume, decide, grantPermission, grantPage, pageToRead, fork } =
    model;
  return {
    copy,
    edit,
    regenerate,
    fork,
    chooseVersion: model.branch.choose,
    retry,
    resume,
    decide,
    openSettings,
    grantPermission,
    grantPage,
    page: pageToRead,
    insert: (message) => model.insertion.peek()?.insert(message),
  };
}
