import * as v from 'valibot';
import { type Corrections, correctionsSchema } from '../../utils/posting/correct-posting.ts';
import type { PostingField } from '../../components/posting/posting-rows.ts';

/** Postings whose corrections are kept, and their characters in all: beyond that, the oldest go. */
const mostPostings = 200;
const mostCharacters = 500_000;
const place = 'corrections';

const keptSchema = v.array(v.object({ id: v.string(), fields: correctionsSchema }));

/** The user's corrections, by posting. They outlive the panel, and are laid over every later reading. */
export interface PostingCorrections {
  read(id: string): Corrections;
  /** Null takes a correction back. */
  save(id: string, field: PostingField, text: string | null): void;
}

/** `storage` is the document's own; one that refuses keeps them in memory. */
export function createPostingCorrections(storage: Storage): PostingCorrections {
  let refused: v.InferOutput<typeof keptSchema> | null = null;

  function readAll(): v.InferOutput<typeof keptSchema> {
    if (refused !== null) return refused;
    try {
      const parsed = v.safeParse(keptSchema, JSON.parse(storage.getItem(place) ?? '[]'));
      return parsed.success ? parsed.output : [];
    } catch (error) {
      console.error('corrections: could not be read', error);
      return [];
    }
  }
  return {
    read: (id) => readAll().find((kept) => kept.id === id)?.fields ?? {},
    save(id, field, text) {
      const all = readAll();
      const fields = { ...all.find((kept) => kept.id === id)?.fields };
      if (text === null) delete fields[field];
      else fields[field] = text;
      const others = all.filter((kept) => kept.id !== id);
      const next = Object.keys(fields).length === 0 ? others : [...others, { id, fields }];
      const bounded = next.slice(-mostPostings);
      while (bounded.length > 1 && JSON.stringify(bounded).length > mostCharacters) bounded.shift();
      try {
        storage.setItem(place, JSON.stringify(bounded));
        refused = null;
      } catch (error) {
        console.error('corrections: could not be saved', error);
        refused = bounded;
      }
    },
  };
}
