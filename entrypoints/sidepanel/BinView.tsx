import { useEffect, useMemo } from 'preact/hooks';
import { BinList } from '../../components/bin/BinList.tsx';
import { createMirrorDesk } from '../../utils/mirror/mirror-desk.ts';
import { createBinModel } from './bin-model.ts';
import type { PanelModel } from './panel-model.ts';
import { UndoView } from './UndoView.tsx';

interface Props {
  readonly model: PanelModel;
}

/** The bin, wired. */
export function BinView({ model }: Props) {
  const mirror = model.settings.value?.mirror ?? null;
  const bin = useMemo(
    () =>
      createBinModel(model, {
        listBin: model.ports.reader.listBin,
        desk: mirror === null ? null : createMirrorDesk(mirror),
      }),
    [model, mirror],
  );
  useEffect(() => bin.close, [bin]);
  return (
    <BinList
      items={bin.items.value}
      note={bin.note.value}
      now={model.ports.now()}
      onRestore={bin.restore}
      onDelete={bin.remove}
      onEmpty={bin.empty}
      onClose={model.bin.close}
    >
      <UndoView model={model} />
    </BinList>
  );
}
