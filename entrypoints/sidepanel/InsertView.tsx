import { useEffect } from 'preact/hooks';
import { InsertBar } from '../../components/insert/InsertBar.tsx';
import { Notice } from '../../components/status/Notice.tsx';
import { UndoToast } from '../../components/status/UndoToast.tsx';
import type { InsertModel } from './insert-model.ts';
import type { PanelModel } from './panel-model.ts';

interface Props {
  readonly model: Pick<PanelModel, 'focusMessage'>;
  readonly insertion: InsertModel;
}

/** "Insert into page", above the composer: the choice, what became of it, and the way back. */
export function InsertView({ model, insertion }: Props) {
  const { picking, notice, undo } = insertion;
  const shown = picking.value;
  const active = shown !== null;
  useEffect(() => {
    // The focus was on a button that is gone now.
    if (active) return () => void (document.activeElement === document.body && model.focusMessage());
    return undefined;
  }, [active]);
  const offer = undo.offer.value;
  return (
    <>
      {shown !== null && (
        <InsertBar
          fields={shown.type === 'picking' ? shown.fields : null}
          at={shown.type === 'picking' ? shown.at : null}
          onStep={insertion.step}
          onChoose={insertion.choose}
          onLeave={insertion.leave}
        />
      )}
      {offer !== null && (
        <UndoToast
          key={offer.undoId}
          sentence={offer.sentence}
          onUndo={insertion.takeUndo}
          onPause={undo.pause}
          onResume={undo.resume}
        />
      )}
      {notice.value !== null && <Notice {...notice.value} onClose={insertion.closeNotice} />}
    </>
  );
}
