import type { PackedPush } from './message-text.ts';
import type { ChangesQuery, MirrorStoreError, TextsPlace } from './mirror-store.ts';

type Call =
  | {
      readonly method: 'readWorkspace' | 'listBin' | 'indexTexts' | 'startIncarnation' | 'beginLife';
      readonly ws: string;
    }
  | { readonly method: 'push'; readonly ws: string; readonly request: PackedPush }
  | { readonly method: 'readChanges'; readonly ws: string; readonly query: ChangesQuery }
  | { readonly method: 'readSession'; readonly ws: string; readonly session: string }
  | { readonly method: 'sumContent' | 'digest'; readonly ws: string; readonly after: string | null }
  | { readonly method: 'readRows'; readonly ws: string; readonly session: string; readonly since: number }
  | { readonly method: 'readMessages' | 'readAbouts'; readonly ws: string; readonly ids: readonly string[] }
  | { readonly method: 'readTexts'; readonly ws: string; readonly place: TextsPlace }
  | { readonly method: 'listSearched' | 'listSessions'; readonly ws: string; readonly after: string }
  | { readonly method: 'moveHorizon'; readonly ws: string; readonly upTo: number }
  | { readonly method: 'forgetOps' | 'purgeBin'; readonly before: number }
  | { readonly method: 'restoreBin'; readonly ws: string; readonly undos: readonly string[] }
  | { readonly method: 'emptyBin'; readonly ws: string; readonly undos: readonly string[] | null }
  | { readonly method: 'close' };

/** What the store's thread is asked, several in one message. */
export type StoreCall = Call & { readonly id: number };
/** The same without the number that the caller's side adds. */
export type StoreQuestion = Call;

/** What it answers, several in one message, by the call's id; id 0 tells whether the database could be opened. */
export type StoreAnswer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | {
      readonly id: number;
      readonly ok: false;
      readonly reason: MirrorStoreError['reason'];
      readonly message: string;
    };
