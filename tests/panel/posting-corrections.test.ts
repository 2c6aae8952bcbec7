import { expect, test } from 'vitest';
import { createPostingCorrections } from '../../entrypoints/sidepanel/posting-corrections.ts';
import { correctPosting } from '../../utils/posting/correct-posting.ts';
import { createFakeStorage } from './panel-fakes.ts';
import { postingOf } from './posting-samples.ts';

test('only as many corrections are kept as storage bears', () => {
  const local = createFakeStorage();
  const corrections = createPostingCorrections(local);
  for (let index = 0; index < 40; index += 1) {
    corrections.save(`job ${index}`, 'description', 'x'.repeat(24_000));
  }
  expect(corrections.read('job 39')['description']).toHaveLength(24_000);
  expect(corrections.read('job 0')).toEqual({});
});

test('storage that refuses keeps a correction as long as the panel is open', () => {
  const local = createFakeStorage();
  local.setItem = () => {
    throw new DOMException('full', 'QuotaExceededError');
  };
  const corrections = createPostingCorrections(local);
  corrections.save('job', 'title', 'Mine');
  expect(corrections.read('job')).toEqual({ title: 'Mine' });
});

test('what another version or a stranger left in storage is no correction', () => {
  const local = createFakeStorage();
  local.setItem('corrections', '[{"id":"job","fields":{"title":7}}]');
  expect(createPostingCorrections(local).read('job')).toEqual({});
  local.setItem('corrections', '{');
  expect(createPostingCorrections(local).read('job')).toEqual({});
});

test('a text that is no value of its field leaves what was read', () => {
  const posting = postingOf();
  const wrong = { workplace: 'at home', datePosted: 'soon', applyUrl: 'javascript:alert(1)', title: ' ' };
  const corrected = correctPosting(posting, wrong);
  expect(corrected).toMatchObject({
    workplace: posting.workplace,
    datePosted: posting.datePosted,
    applyUrl: posting.applyUrl,
    title: { value: null, reason: 'not-found' },
  });
});
