import { useEffect, useMemo } from 'preact/hooks';
import { download } from '../../components/export/download.ts';
import { SavedPostings } from '../../components/saved/SavedPostings.tsx';
import { Alert } from '../../components/status/Alert.tsx';
import { toTroubleWords } from '../../components/trouble-words.ts';
import { createNotifications } from '../../utils/platform/notifications.ts';
import type { PanelModel } from './panel-model.ts';
import { createSavedModel } from './saved-model.ts';
import { UndoView } from './UndoView.tsx';

interface Props {
  readonly model: PanelModel;
}

/** The list of saved postings, wired. */
export function SavedView({ model }: Props) {
  const saved = useMemo(() => createSavedModel(model, createNotifications()), [model]);
  useEffect(() => {
    // The last keystrokes are handed over before the panel goes.
    const onHide = (): void => void (document.visibilityState === 'hidden' && saved.flush());
    window.addEventListener('pagehide', saved.flush);
    document.addEventListener('visibilitychange', onHide);
    return () => {
      window.removeEventListener('pagehide', saved.flush);
      document.removeEventListener('visibilitychange', onHide);
      saved.close();
    };
  }, [saved]);
  return (
    <SavedPostings
      rows={saved.rows.value}
      arranged={saved.arranged.value}
      view={saved.view.value}
      today={saved.today.value}
      reminding={saved.reminding.value}
      acts={saved}
      onView={(view) => (saved.view.value = view)}
      onExport={(format) => void saved.toFile(format).then(download)}
      onClose={model.saved.close}
    >
      <UndoView model={model} />
      <TroubleView model={model} />
    </SavedPostings>
  );
}

function TroubleView({ model }: Props) {
  const { trouble } = model;
  if (trouble.value === null) return null;
  const { sentence } = toTroubleWords(trouble.value.trouble);
  const { retry } = trouble.value;
  return (
    <Alert
      sentence={sentence}
      act={retry === null ? null : { label: 'Try again', onAct: retry }}
      onClose={() => (trouble.value = null)}
    />
  );
}
