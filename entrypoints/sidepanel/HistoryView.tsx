import { useEffect } from 'preact/hooks';
import { ChatHistory } from '../../components/sessions/ChatHistory.tsx';
import type { SessionSummary } from '../../utils/chat/session.ts';
import type { OpenDialog } from './Dialogs.tsx';
import type { PanelModel } from './panel-model.ts';
import { UndoView } from './UndoView.tsx';

interface Props {
  readonly model: PanelModel;
  readonly onDialog: (dialog: OpenDialog) => void;
}

const idsOf = (sessions: readonly SessionSummary[]): string[] => sessions.map(({ id }) => id);

/** The list of chats, wired. */
export function HistoryView({ model, onDialog }: Props) {
  const { history, search, session, settings } = model;
  useEffect(() => {
    search.open();
    return search.close;
  }, []);
  return (
    <ChatHistory
      sessions={history.listed.value}
      any={(history.sessions.value?.length ?? 0) > 0}
      filter={history.filter.value}
      facets={history.facets.value}
      line={search.line.value}
      found={search.found.value}
      failed={search.failed.value}
      currentId={session.id.value}
      mirror={(settings.value?.mirror ?? null) !== null}
      now={Date.now()}
      onSearch={search.input}
      onShowMore={search.showMore}
      onFilter={history.setFilter}
      onOpen={(sessionId, messageId) =>
        void model.openSession(sessionId, messageId, search.found.value?.guess ?? search.line.value)
      }
      onRename={(one) => onDialog({ name: 'rename', session: one })}
      onDelete={model.remove}
      onTags={(sessions) => onDialog({ name: 'tags', sessions })}
      onPin={(sessions, pinned) => void model.setFields(idsOf(sessions), { pinned })}
      onArchive={(sessions, archived) => void model.setFields(idsOf(sessions), { archived })}
      onDeleteAll={(sessions) => void model.removeAll(idsOf(sessions))}
      onMerge={(sessions) => onDialog({ name: 'merge', sessions })}
      onExport={(sessions) => onDialog({ name: 'export-chats', sessionIds: idsOf(sessions) })}
      onClose={history.close}
    >
      <UndoView model={model} />
    </ChatHistory>
  );
}
