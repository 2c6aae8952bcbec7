import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { MenuItem } from '../../components/menu/Menu.tsx';
import { useFocusBack } from '../../components/dialog/use-focus-back.ts';
import { Header } from '../../components/header/Header.tsx';
import { createShell } from '../../components/steady/shell.ts';
import { Announcer } from '../../components/status/Announcer.tsx';
import type { SessionSummary } from '../../utils/chat/session.ts';
import { ChatView } from './ChatView.tsx';
import { Deferred } from '../../components/late/Deferred.tsx';
import { lateViews } from './late-views.ts';
import type { OpenDialog } from './Dialogs.tsx';
import type { PanelModel } from './panel-model.ts';
import { PostingSlot } from './PostingSlot.tsx';
import { AlertsView, StatusView } from './StatusView.tsx';
import { useEscape } from './use-escape.ts';

interface Props {
  readonly model: PanelModel;
  readonly openSettings: () => void;
  readonly openShortcutSettings: () => Promise<'opens' | 'by-hand'>;
}

/** The whole panel: the chat, the list of chats over it, and what floats above both. */
export const App = createShell(Panel);

function Panel({ model, openSettings, openShortcutSettings }: Props) {
  const dialog = useSignal<OpenDialog | null>(null);
  useEscape(model);
  const historyOpen = model.history.open.value;
  const savedOpen = model.saved.open.value;
  const binOpen = model.bin.open.value;
  useFocusBack(historyOpen || savedOpen || binOpen);
  return (
    <main class="panel">
      <div class="chat" inert={historyOpen || savedOpen || binOpen}>
        <ChatHeader model={model} openSettings={openSettings} onDialog={(next) => (dialog.value = next)} />
        {model.temporary.current.value && <Deferred late={lateViews.temporary} props={{ model }} />}
        <PostingSlot model={model} />
        <ChatView
          model={model}
          openSettings={openSettings}
          drawBetween={() => (
            <AlertsView
              model={model}
              openSettings={openSettings}
              openShortcutSettings={openShortcutSettings}
            />
          )}
        />
        <StatusView model={model} />
      </div>
      {historyOpen && (
        <Deferred late={lateViews.history} props={{ model, onDialog: (next) => (dialog.value = next) }} />
      )}
      {savedOpen && <Deferred late={lateViews.saved} props={{ model }} />}
      {binOpen && <Deferred late={lateViews.bin} props={{ model }} />}
      <Voice model={model} />
      {dialog.value !== null && <Deferred late={lateViews.dialogs} props={{ model, dialog }} />}
    </main>
  );
}

interface HeaderProps extends Pick<Props, 'model' | 'openSettings'> {
  readonly onDialog: (dialog: OpenDialog) => void;
}

function ChatHeader({ model, openSettings, onDialog }: HeaderProps) {
  const { session, settings } = model;
  const summary = session.summary.value;
  const letta = settings.value?.letta ?? null;
  const empty = session.shown.value.length === 0;
  const temporary = model.temporary.current.value;
  const menu = useMemo((): readonly MenuItem[] => {
    const toSession = (): SessionSummary | null => session.summary.value;
    return [
      {
        label: 'Rename…',
        icon: 'rename',
        disabled: summary === null || temporary,
        onSelect: () => {
          const shown = toSession();
          if (shown !== null) onDialog({ name: 'rename', session: shown });
        },
      },
      {
        label: 'Tags…',
        icon: 'tag',
        disabled: summary === null || temporary,
        onSelect: () => {
          const shown = toSession();
          if (shown !== null) onDialog({ name: 'tags', sessions: [shown] });
        },
      },
      { label: 'Fork chat', icon: 'fork', disabled: empty || temporary, onSelect: model.forkChat },
      {
        label: 'Merge…',
        icon: 'merge',
        onSelect: () => {
          const shown = toSession();
          onDialog({
            name: 'merge',
            sessions: shown === null || shown.count === 0 || temporary ? [] : [shown],
          });
        },
      },
      { label: 'Clear chat', icon: 'clear', disabled: empty || temporary, onSelect: model.clear },
      { label: 'Export…', icon: 'download', disabled: empty, onSelect: () => onDialog({ name: 'export' }) },
      {
        label: 'Export all chats…',
        icon: 'download',
        onSelect: () => onDialog({ name: 'export-chats', sessionIds: null }),
      },
      { label: 'Import…', icon: 'upload', onSelect: () => onDialog({ name: 'import' }) },
      { label: 'Temporary chat', icon: 'plus', onSelect: model.newTemporaryChat },
      { label: 'Saved postings', icon: 'saved', onSelect: model.saved.show },
      { label: 'Bin', icon: 'trash', onSelect: model.bin.show },
      { label: 'Settings', icon: 'settings', onSelect: openSettings },
    ];
  }, [summary === null, empty, temporary]);
  return (
    <Header
      title={summary === null || summary.title === '' ? 'New chat' : summary.title}
      agent={summary?.binding?.agentName ?? model.agentName.value ?? ''}
      practice={isPractice(summary, letta)}
      temporary={temporary}
      menu={menu}
      onNewChat={() => void model.newChat()}
      onHistory={model.history.show}
    />
  );
}

/** A chat with another agent is not the practice agent's, whatever is connected now. */
function isPractice(
  summary: SessionSummary | null,
  letta: { readonly practice: boolean; readonly agentId: string } | null,
): boolean {
  if (letta?.practice !== true) return false;
  const binding = summary?.binding ?? null;
  return binding === null || binding.agentId === letta.agentId;
}

function Voice({ model }: { readonly model: PanelModel }) {
  return <Announcer words={model.said.value} />;
}
