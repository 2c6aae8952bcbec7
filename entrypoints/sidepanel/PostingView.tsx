import { useEffect } from 'preact/hooks';
import { PostingRegion, type PostingState } from '../../components/posting/PostingRegion.tsx';
import type { PageState } from '../../utils/tab/page-state.ts';
import type { PanelModel } from './panel-model.ts';
import type { PagePosting, PostingModel } from './posting-model.ts';
import { shownMark } from './PostingSlot.tsx';
import { useSavedPage } from './saved-page.ts';
import { QuestionsView } from './QuestionsView.tsx';

interface Props {
  readonly model: PanelModel;
  readonly posting: PostingModel;
}

/** The posting of the current tab, wired. */
export function PostingView({ model, posting }: Props) {
  const { state, page, about, earlier, denied } = posting;
  const shown = toState(state.value, page.value, denied.value);
  const visible = shown.type !== 'closed' || about.value !== null;
  useEffect(() => model.ports.memory.saveMark(shownMark, visible), [visible]);
  return (
    <PostingRegion
      state={shown}
      about={about.value}
      acts={{
        ask: posting.ask,
        addToChat: about.value === null ? null : posting.addToChat,
        continueEarlier: earlier.value === null ? null : posting.continueEarlier,
        correct: posting.correct,
      }}
      saving={useSavedPage(model, page.value)}
      onAllow={posting.allowSite}
      onRead={posting.read}
    >
      <QuestionsView model={model} posting={posting} />
    </PostingRegion>
  );
}

function toState(state: PageState, page: PagePosting | null, denied: boolean): PostingState {
  switch (state.type) {
    case 'closed':
    case 'reading':
    case 'failed':
      return { type: state.type };
    case 'asleep':
      return { type: 'asleep', denied: denied ? (state.origin === null ? 'unknown' : 'site') : null };
    case 'read': {
      const form = state.reading.kind === 'application-form';
      if (page === null) return { type: toKind(state.reading.kind) };
      const { named, posting, corrections } = page;
      return { type: 'posting', shown: { id: named.key || named.url, posting, corrections, form } };
    }
  }
}

function toKind(kind: 'posting' | 'list' | 'application-form' | 'none'): 'list' | 'form' | 'none' {
  if (kind === 'list') return 'list';
  return kind === 'application-form' ? 'form' : 'none';
}
