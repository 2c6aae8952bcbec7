import { Deferred } from '../../components/late/Deferred.tsx';
import { createLate } from '../../components/late/late.ts';
import type { PanelModel } from './panel-model.ts';

const lateView = createLate(() => import('./PostingView.tsx').then((module) => module.PostingView));
/** Under this name the memory knows whether the last panel showed the region. */
export const shownMark = 'posting-region';

/**
 * The place of the posting under the header. Where the last panel had one, its height is kept free from the
 * first frame on, so that the chat below does not jump when the page has been read.
 */
export function PostingSlot({ model }: { readonly model: PanelModel }) {
  const { posting, settings, ports } = model;
  if (settings.value?.letta === null) return null;
  if (posting.value?.begun.value === true) {
    return <Deferred late={lateView} props={{ model, posting: posting.value }} />;
  }
  return ports.memory.readSaid(shownMark) ? <div class="posting-place" /> : null;
}
