import { createId } from '../../utils/chat/id.ts';
import { type PostingFacts, savedPostingIdOf, type SavedPosting } from '../../utils/chat/saved-posting.ts';
import type { PanelRequest } from '../../utils/messaging/panel-protocol.ts';
import type { PanelModel } from './panel-model.ts';
import { undoOfferMs } from './undo-model.ts';

type SetPosting = Extract<PanelRequest, { type: 'set-saved-posting' }>;
export type SavedFields = SetPosting['fields'];

/** What the user can do with saved postings, from the list and from the page's posting. */
export interface SavedVerbs {
  /** Resolves to true once the background has it; what failed is said. */
  set(postingId: string, fields: SavedFields): Promise<boolean>;
  save(facts: PostingFacts): Promise<boolean>;
  /** Takes a posting off the list, with Undo. Its note and dates are kept for the next time. */
  remove(posting: Pick<SavedPosting, 'id'>): Promise<boolean>;
}

export function createSavedVerbs({ ask, undo, say }: PanelModel): SavedVerbs {
  const verbs: SavedVerbs = {
    set(postingId, fields) {
      const request: SetPosting = { type: 'set-saved-posting', postingId, fields };
      return ask(request, () => void verbs.set(postingId, fields));
    },
    async save(facts) {
      // What names no page is known by its words.
      const id = savedPostingIdOf(facts.key === '' ? facts.print : facts.key);
      const done = await verbs.set(id, { 'job.saved': true, 'job.facts': facts });
      if (done) say('Posting saved');
      return done;
    },
    async remove({ id }) {
      undo.take();
      const done = await verbs.set(id, { 'job.saved': false });
      if (!done) return false;
      const sentence = 'Posting removed';
      undo.show({ undoId: createId(), sentence, revert: () => verbs.set(id, { 'job.saved': true }) });
      say(`${sentence}. Undo is offered for ${undoOfferMs / 1000} seconds.`);
      return true;
    },
  };
  return verbs;
}
