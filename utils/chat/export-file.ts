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
