import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { SavedPosting } from '../../utils/chat/saved-posting.ts';
import { toPostingFacts } from '../../utils/posting/to-posting-facts.ts';
import type { PanelModel } from './panel-model.ts';
import type { PagePosting } from './posting-model.ts';
import { createSavedVerbs } from './saved-verbs.ts';

/** The page's posting on the list, and the button that puts it there or takes it off; null where that cannot be. */
export function useSavedPage(
  model: PanelModel,
  page: PagePosting | null,
): { readonly saved: boolean; readonly onSave: () => void } | null {
  const verbs = useMemo(() => createSavedVerbs(model), [model]);
  const found = useSignal<SavedPosting | null>(null);
  const key = page?.named.key ?? '';
  const print = page?.named.print ?? '';
  const changes = model.changes.value;
  useEffect(() => {
    let wanted = true;
    const read =
      key === '' && print === '' ? Promise.resolve(null) : model.ports.reader.findPosting({ key, print });
    read.then(
      (posting) => wanted && (found.value = posting),
      (error: unknown) => console.error('saved postings: the page’s could not be looked up', error),
    );
    return () => {
      wanted = false;
    };
  }, [model, key, print, changes]);
  const read = page === null ? null : toPostingFacts(page.reading, page.named.at);
  if (page === null || read === null || (key === '' && print === '')) return null;
  const posting = found.value;
  // Under the page's own names, whatever was corrected.
  const facts = { ...read, key, print };
  return {
    saved: posting !== null,
    onSave: () => void (posting === null ? verbs.save(facts) : verbs.remove(posting)),
  };
}
