import { Alert } from '../../components/status/Alert.tsx';
import { toTroubleWords } from '../../components/trouble-words.ts';
import type { PanelModel } from './panel-model.ts';
import type { PanelTrouble } from './panel-parts.ts';

interface Props {
  readonly model: PanelModel;
  readonly openSettings: () => void;
}

/** What the background could not do, and what helps. Not part of the first screen. */
export function TroubleAlert({ model, openSettings }: Props) {
  const { trouble } = model;
  if (trouble.value === null) return null;
  return <Alert {...toAlert(model, trouble.value, openSettings)} onClose={() => (trouble.value = null)} />;
}

function toAlert(model: PanelModel, { trouble, retry }: PanelTrouble, openSettings: () => void) {
  const { sentence, action, label } = toTroubleWords(trouble);
  const acts = { retry, continue: retry, 'open-settings': openSettings, 'grant-permission': grant };
  function grant(): void {
    const letta = model.settings.value?.letta ?? null;
    if (letta === null) openSettings();
    else void model.ports.requestAccess(letta.baseUrl).then((granted) => granted && retry?.());
  }
  const onAct = action === null ? null : acts[action];
  if (onAct === null) return { sentence, act: null };
  return { sentence, act: { label: action === 'continue' ? 'Try again' : label, onAct } };
}
