import { UndoToast } from '../../components/status/UndoToast.tsx';
import type { PanelModel } from './panel-model.ts';

interface Props {
  readonly model: Pick<PanelModel, 'undo' | 'takeUndo'>;
}

/** The offer to take back, wherever the user is: above the composer, or at the foot of the list of chats. */
export function UndoView({ model }: Props) {
  const { offer, pause, resume } = model.undo;
  if (offer.value === null) return null;
  return (
    <UndoToast
      key={offer.value.undoId}
      sentence={offer.value.sentence}
      onUndo={model.takeUndo}
      onPause={pause}
      onResume={resume}
    />
  );
}
