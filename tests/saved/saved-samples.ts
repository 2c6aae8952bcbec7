import { type PostingFacts, savedPostingIdOf, type SavedPosting } from '../../utils/chat/saved-posting.ts';

/** The facts of a posting at an address of its own. */
export function factsOf(name: string, change: Partial<PostingFacts> = {}): PostingFacts {
  return {
    key: `jobs.example/${name}`,
    print: `print-${name}`,
    url: `https://jobs.example/${name}`,
    title: `Engineer ${name}`,
    company: 'Acme',
    place: 'Oslo',
    workplace: '',
    employmentType: '',
    salary: '',
    datePosted: null,
    validThrough: null,
    applyUrl: '',
    at: 1,
    ...change,
  };
}

/** A saved posting as the store lists it. */
export function savedOf(name: string, change: Partial<SavedPosting> = {}): SavedPosting {
  const facts = factsOf(name, change.facts ?? {});
  return {
    id: savedPostingIdOf(facts.key),
    saved: true,
    status: 'interested',
    note: '',
    appliedOn: null,
    followUpOn: null,
    savedAt: Date.UTC(2026, 10, 20),
    changedAt: Date.UTC(2026, 10, 20),
    ...change,
    facts,
  };
}
