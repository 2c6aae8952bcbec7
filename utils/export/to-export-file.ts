import type { ExportFile, ExportFormat, ExportOptions } from '../chat/export-file.ts';
import type { Message } from '../chat/message.ts';
import type { SessionSummary } from '../chat/session.ts';
import { toFileName } from './export-file-name.ts';
import { toHtml } from './export-html.ts';
import { toJson } from './export-json.ts';
import { toMarkdown } from './export-markdown.ts';
import { toPlainText } from './export-text.ts';
import { choosePartsOf, toDay } from './export-words.ts';

/** What of a session an export shows. No address of a server and no key is part of it. */
export type ExportSession = Pick<
  SessionSummary,
  'id' | 'title' | 'titleByUser' | 'binding' | 'createdAt' | 'lastAt'
> & {
  readonly [Field in 'posting' | 'lineage' | 'pinned' | 'archived' | 'tags']?:
    | SessionSummary[Field]
    | undefined;
};

export interface ExportSource {
  readonly session: ExportSession;
  /** In display order, deleted ones left out. */
  readonly messages: readonly Message[];
}

const writers: Readonly<Record<ExportFormat, (source: ExportSource) => string>> = {
  markdown: toMarkdown,
  json: toJson,
  html: toHtml,
  text: toPlainText,
};

const mimes: Readonly<Record<ExportFormat, string>> = {
  markdown: 'text/markdown;charset=utf-8',
  json: 'application/json',
  html: 'text/html;charset=utf-8',
  text: 'text/plain;charset=utf-8',
};

/** Writes a session and its messages as one file. */
export function toExportFile({ session, messages }: ExportSource, options: ExportOptions): ExportFile {
  const { format } = options;
  const chosen = messages.map((message) => choosePartsOf(message, options));
  return {
    fileName: toFileName(session.title, { format, day: toDay(session.lastAt) }),
    mime: mimes[format],
    text: writers[format]({ session, messages: chosen }),
  };
}
