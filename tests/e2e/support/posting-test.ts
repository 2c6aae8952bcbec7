import { test as base } from './chromium-test.ts';
import { type PostingPages, servePostings } from './posting-pages.ts';

interface Things {
  readonly postings: PostingPages;
}

/** A browser test with a job board of its own beside it. */
export const test = base.extend<Things>({
  // oxlint-disable-next-line no-empty-pattern
  postings: async ({}, use) => {
    const postings = await servePostings();
    await use(postings);
    await postings.close();
  },
});
