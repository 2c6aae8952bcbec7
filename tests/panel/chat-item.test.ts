import { expect, test } from 'vitest';
import { postingWordsOf } from '../../components/sessions/ChatItem.tsx';
import type { SessionSummary } from '../../utils/chat/session.ts';

const session: SessionSummary = {
  id: 's',
  title: 'Engineer · Acme',
  titleByUser: false,
  binding: null,
  createdAt: 1,
  lastAt: 1,
  count: 1,
  deleted: false,
  mirrored: false,
  posting: { key: 'k', print: '', url: '', title: 'Engineer', company: 'Acme', place: 'Oslo', at: 1 },
  lineage: null,
  pinned: false,
  archived: false,
  tags: [],
};

test('below a title of the user stands the job, below the job its place, and nothing twice', () => {
  expect(postingWordsOf({ ...session, title: 'Friday', titleByUser: true })).toEqual(['Engineer', 'Acme']);
  expect(postingWordsOf(session)).toEqual(['Oslo']);
  const { posting } = session;
  if (posting === null) throw new Error('the sample has a posting');
  expect(postingWordsOf({ ...session, posting: { ...posting, place: '' } })).toEqual([]);
  expect(postingWordsOf({ ...session, title: 'Hello', posting: { ...posting, title: '' } })).toEqual([
    'Acme',
  ]);
  expect(postingWordsOf({ ...session, posting: null })).toEqual([]);
});
