import { ChatHistory } from '../../components/sessions/ChatHistory.tsx';
import type { SessionSummary } from '../../utils/chat/session.ts';
import type { PanelModel } from './panel-model.ts';
import { UndoView } from './UndoView.tsx';

interface Props {
  readonly model: PanelModel;
  readonly onRename: (session: SessionSummary) => void;
}

/** The list of chats, wired. */
export function HistoryView({ model, onRename }: Props) {
  const { history, session, settings } = model;
  return (
    <ChatHistory
      sessions={history.sessions.value}
      more={history.more.value}
      currentId={session.id.value}
      mirror={(settings.value?.mirror ?? null) !== null}
      now={Date.now()}
      onOpen={(sessionId) => void model.openSession(sessionId)}
      onRename={onRename}
      onDelete={model.remove}
      onMore={() => void history.loadMore()}
      onClose={history.close}
    >
      <UndoView model={model} />
    </ChatHistory>
  );
}
