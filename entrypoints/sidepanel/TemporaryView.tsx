import { TemporaryLine } from '../../components/status/TemporaryLine.tsx';
import type { PanelModel } from './panel-model.ts';

/** What a temporary chat means, wired. */
export function TemporaryView({ model }: { readonly model: PanelModel }) {
  return (
    <TemporaryLine
      empty={model.session.shown.value.length === 0}
      busy={model.running.value}
      lost={model.temporary.lost.value !== null}
      onKeep={() => void model.keepChat()}
      onAskAgain={model.askLost}
    />
  );
}
