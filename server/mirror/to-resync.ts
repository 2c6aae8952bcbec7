import type { Resync } from '../../utils/mirror/protocol.ts';
import type { MirrorStore, ResyncOutcome } from './mirror-store.ts';

/**
 * What a client that must begin anew is told. One that knows our incarnation and has seen what our data
 * never reached proves that the data went back: it gets a new incarnation. The other devices must begin
 * anew as well, or they would take the cursors given anew for the old ones. `asked` is the client's
 * incarnation.
 */
export async function toResync(
  store: Pick<MirrorStore, 'startIncarnation'>,
  { ws, asked, outcome }: { ws: string; asked: string | null; outcome: ResyncOutcome },
): Promise<Resync> {
  const { resync, inc } = outcome;
  const provesLoss = resync === 'incarnation' && asked === inc;
  const state = provesLoss ? await store.startIncarnation(ws) : null;
  return { resync, inc: state?.inc ?? inc };
}
