import * as v from 'valibot';
import { type PostingFacts, type SavedPosting, savedPostingSchema } from '../chat/saved-posting.ts';
import type { StoreDb } from './schema.ts';

/** Lists the saved postings, those saved last first. */
export async function listPostings(db: StoreDb): Promise<SavedPosting[]> {
  const rows = await db.getAll('postings');
  return rows
    .flatMap((row) => {
      const parsed = v.safeParse(savedPostingSchema, row);
      return parsed.success && parsed.output.saved ? [parsed.output] : [];
    })
    .toSorted((a, b) => b.savedAt - a.savedAt);
}

/** Reads one saved posting, also one that was taken off the list; null when the device never saw it. */
export async function readPosting(db: StoreDb, id: string): Promise<SavedPosting | null> {
  const parsed = v.safeParse(savedPostingSchema, await db.get('postings', id));
  return parsed.success ? parsed.output : null;
}

/** A chat about a posting, as the list of saved postings names it. */
export interface PostingChat {
  readonly id: string;
  /** As in `SessionSummary`; may be empty. */
  readonly title: string;
  readonly lastAt: number;
}

/** A saved posting with the chats about it, newest first. */
export interface PostingWithChats {
  readonly posting: SavedPosting;
  readonly chats: readonly PostingChat[];
}

/** Lists the saved postings, those saved last first, each with its chats; reads every chat's row at most once. */
export async function listPostingsWithChats(db: StoreDb): Promise<PostingWithChats[]> {
  const postings = await listPostings(db);
  if (postings.length === 0) return [];
  const byName = new Map<string, PostingChat[]>();
  const index = db.transaction('sessions').store.index('by-posting');
  for (let cursor = await index.openCursor(); cursor !== null; cursor = await cursor.continue()) {
    const { id, title, lastAt } = cursor.value;
    byName.set(cursor.key, [...(byName.get(cursor.key) ?? []), { id, title, lastAt }]);
  }
  return postings.map((posting) => {
    const { key, print } = posting.facts;
    const found = [key, print].filter((name) => name !== '').flatMap((name) => byName.get(name) ?? []);
    const chats = [...new Map(found.map((chat) => [chat.id, chat])).values()];
    return { posting, chats: chats.toSorted((a, b) => b.lastAt - a.lastAt) };
  });
}

/** Finds the saved posting at an address, or with the same words under another; null where none is. */
export async function findPosting(
  db: StoreDb,
  { key, print }: Pick<PostingFacts, 'key' | 'print'>,
): Promise<SavedPosting | null> {
  const postings = await listPostings(db);
  const at = key === '' ? undefined : postings.find(({ facts }) => facts.key === key);
  const same = print === '' ? undefined : postings.find(({ facts }) => facts.print === print);
  return at ?? same ?? null;
}
