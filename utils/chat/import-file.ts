/** Which product wrote a file of chats; told by what is in the file, never by its name. */
export type ImportKind =
  | 'talentscout'
  | 'original'
  | 'chatgpt'
  | 'claude'
  | 'open-webui'
  | 'librechat'
  | 'page-assist';

/** Why a file, or a part of it, does not come in. The panel words each. */
export type ImportReason =
  | 'not-readable' // the browser could not read the file (moved, changed, no rights)
  | 'not-chats' // neither JSON nor a zip archive, or JSON in which no chat is known
  | 'broken' // JSON that ends too early or is none, an archive that is damaged
  | 'encoding' // text that is not UTF-8
  | 'too-deep' // nested deeper than any export
  | 'too-large' // one chat or value beyond what a device can hold at once
  | 'bomb' // an archive that unpacks to far more than it could honestly hold
  | 'locked' // an archive with a password
  | 'empty' // a chat without a message
  | 'wrong-shape' // a chat of a known kind whose fields are of the wrong type
  | 'too-long' // one message beyond what the mirror takes
  | 'versions' // more versions of a question, or of a greeting, than are kept
  | 'not-saved' // the device's storage refused
  | 'cancelled';

/** One chat that a file would bring. Times are epoch ms. */
export interface ImportRow {
  readonly sessionId: string;
  readonly title: string;
  readonly kind: ImportKind;
  /** Messages that would come in, those that are here already included. */
  readonly count: number;
  /** Of those, how many this device does not show yet. */
  readonly fresh: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

/** Something that does not come in. `title` is the chat's or the file's name, perhaps empty. */
export interface ImportLoss {
  readonly title: string;
  readonly reason: ImportReason;
  /** How many of it: chats, or messages of one chat. */
  readonly count: number;
}

/** What a file would bring. */
export interface ImportPreview {
  readonly rows: readonly ImportRow[];
  readonly losses: readonly ImportLoss[];
}

/** What an import brought. */
export interface ImportReport {
  readonly chats: number;
  readonly messages: number;
  /** Messages that were here already. */
  readonly known: number;
  readonly losses: readonly ImportLoss[];
  /** Why it ended early; null where it did not. */
  readonly stopped: ImportReason | null;
}

/** How far the reading of a file is. */
export interface ImportProgress {
  readonly readBytes: number;
  readonly totalBytes: number;
  readonly chats: number;
}

/** Where the user is with an import. */
export type ImportState =
  | { readonly step: 'choose'; readonly trouble: ImportReason | null }
  | { readonly step: 'reading'; readonly fileName: string; readonly progress: ImportProgress | null }
  | { readonly step: 'preview'; readonly fileName: string; readonly preview: ImportPreview }
  /** Messages on disk, and messages that are to come in. */
  | { readonly step: 'importing'; readonly written: number; readonly total: number }
  | { readonly step: 'done'; readonly report: ImportReport; readonly undone: boolean };
