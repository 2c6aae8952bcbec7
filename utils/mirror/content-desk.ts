import type * as v from 'valibot';
import type { SessionDigest } from '../chat/digest.ts';
import { createMirrorRequest, type MirrorAddress } from './mirror-request.ts';
import { contentPageSchema, type Row, rowsPageSchema, titlesSchema } from './protocol.ts';

/** What a comparison asks a mirror. Everything rejects with `MirrorError`, or with the signal's reason. */
export interface ContentDesk {
  /** Sums over the content of every session, page by page (`addSums`). Mirrors of before refuse as strangers do. */
  sumContent(signal: AbortSignal): AsyncIterable<readonly SessionDigest[]>;
  /** Everything under a session's id, page by page, in the order of cursors. */
  readRows(sessionId: string, signal: AbortSignal): AsyncIterable<readonly Row[]>;
  /** The titles of its chats, newest change first. */
  listTitles(signal: AbortSignal): Promise<readonly { readonly id: string; readonly title: string }[]>;
}

/** Makes the desk for the single user's workspace. */
export function createContentDesk(address: MirrorAddress): ContentDesk {
  const request = createMirrorRequest(address);
  return {
    async *sumContent(signal) {
      for (let after: string | null = ''; after !== null;) {
        const path: string = `/content?after=${encodeURIComponent(after)}`;
        const page: v.InferOutput<typeof contentPageSchema> = await request(
          { path, schema: contentPageSchema },
          signal,
        );
        yield page.sums;
        after = page.next;
      }
    },
    async *readRows(sessionId, signal) {
      for (let since: number | null = 0; since !== null;) {
        const path: string = `/content/${sessionId}?since=${since}`;
        const page: v.InferOutput<typeof rowsPageSchema> = await request(
          { path, schema: rowsPageSchema },
          signal,
        );
        yield page.rows;
        since = page.next;
      }
    },
    listTitles: async (signal) =>
      (await request({ path: '/sessions', schema: titlesSchema }, signal)).sessions,
  };
}
