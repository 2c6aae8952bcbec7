import { Deferred } from '../../components/late/Deferred.tsx';
import { createLate } from '../../components/late/late.ts';

interface Props {
  /** False where a chat stands above: then the form takes only the lower part. */
  readonly alone: boolean;
}

const lateSetup = createLate(() => import('./SetupView.tsx').then((module) => module.SetupView));
const noProps = {};

/** In the composer's place until an agent is connected. */
export function FirstRun({ alone }: Props) {
  return (
    <section class={alone ? 'first-run alone' : 'first-run'} aria-labelledby="first-run-title">
      <h2 id="first-run-title">Connect your Letta agent</h2>
      <Deferred late={lateSetup} props={noProps} />
    </section>
  );
}
