/** What a chat can be exported as. */
export type ExportFormat = 'markdown' | 'json' | 'html' | 'text';

export interface ExportOptions {
  readonly format: ExportFormat;
  /** Whether what the agent thought goes along. */
  readonly reasoning: boolean;
  /** Whether the tools it used go along. */
  readonly toolCalls: boolean;
}

/** A file to be saved or copied. `text` may hold lone surrogates where the chat did. */
export interface ExportFile {
  readonly fileName: string;
  readonly mime: string;
  readonly text: string;
}

/** How several chats are exported as one archive. */
export interface ArchiveOptions extends Omit<ExportOptions, 'format'> {
  /** At least one. */
  readonly formats: readonly ExportFormat[];
}

/** Where the user is with an export of several chats. `done` and `total` count chats. */
export type ArchiveState =
  | { readonly step: 'choose' }
  | { readonly step: 'writing'; readonly done: number; readonly total: number | null }
  | { readonly step: 'done'; readonly fileName: string; readonly chats: number; readonly lost: number }
  | { readonly step: 'failed' };
