import type { ImportLoss, ImportProgress } from '../chat/import-file.ts';
import { ImportError, reasonOf } from './import-error.ts';
import { createJsonSplitter, type JsonItem, type JsonLimits } from './json-splitter.ts';
import { isZip, openZip, readStream } from './open-zip.ts';
import { type ChatResult, parseChat, type ParseContext } from './parse-chat.ts';

/** `part`: the file of an archive that it stands in. `broken`: none of that part's chats can be trusted. */
export type ReadResult = { readonly part: string } & (
  | ChatResult
  | { readonly type: 'broken'; readonly loss: ImportLoss }
);

/** A file as the user picked it. */
export interface ImportSource {
  readonly name: string;
  readonly file: Blob;
}

export interface ReadContext {
  /** Epoch ms; the same for every look at one file. */
  readonly now: number;
  readonly onProgress: (progress: ImportProgress) => void;
  readonly signal: AbortSignal;
}

/** What an export of chats stays below. */
const jsonLimits: JsonLimits = { depth: 10_000, itemBytes: 64 * 1024 * 1024 };
/** Bytes of one chat that is spread over the whole file; beyond it a device could not hold it at once. */
const chatBytes = 128 * 1024 * 1024;
/** Elements that are no chats before a file counts as something else. */
const strangers = 1_000;
const progressEveryMs = 100;

/** The members of a file that is one chat. What else a file holds (keys, settings, vectors) is not looked at. */
const chatMembers = new Set(
  'format version incarnation cursor id title timestamp session messages registers conversationId messagesTree uuid name created_at updated_at is_starred chat_messages current_leaf_message_uuid conversation_id create_time update_time mapping current_node is_archived default_model_slug chat history meta pinned archived'.split(
    ' ',
  ),
);

/**
 * Reads the chats of a file one by one, whatever wrote it: JSON of any length, or a zip archive of such.
 * Holds one chat at a time. What cannot be read comes as a loss; throws `ImportError` where nothing of the
 * file can come in. The chats of a document that breaks later were given by then: callers look at the whole
 * file before they write (see `previewImport`).
 */
export async function* readChats(
  { name, file }: ImportSource,
  context: ReadContext,
): AsyncGenerator<ReadResult> {
  if (!(await isZip(file))) {
    const progress = createProgress(file.size, context);
    const chats = readDocument(name, readStream(file.stream()), { context, progress });
    for await (const result of chats) yield { ...result, part: name };
    return;
  }
  const entries = (await openZip(file)).filter((entry) => /\.json$/i.test(entry.name));
  const total = entries.reduce((sum, { bytes }) => sum + bytes, 0);
  const progress = createProgress(total, context);
  let known = 0;
  let trouble: ImportError | null = null;
  for (const entry of entries) {
    const fileName = entry.name.split('/').at(-1) ?? '';
    try {
      for await (const result of readDocument(fileName, entry.read(), { context, progress })) {
        known += 1;
        yield { ...result, part: entry.name };
      }
    } catch (error) {
      if (!(error instanceof ImportError) || error.reason === 'cancelled') throw error;
      // Beside the chats an archive holds other files, which are not our business.
      if (error.reason === 'not-chats') continue;
      trouble = error;
      const loss = { title: entry.name, reason: error.reason, count: 1 };
      yield { type: 'broken', part: entry.name, loss };
    }
  }
  if (known === 0) throw trouble ?? new ImportError('not-chats');
}

interface DocumentContext {
  readonly context: ReadContext;
  readonly progress: Progress;
}

async function* readDocument(
  fileName: string,
  bytes: AsyncIterable<Uint8Array>,
  { context, progress }: DocumentContext,
): AsyncGenerator<ChatResult> {
  const chats = createCollector({ fileName, now: context.now });
  const splitter = createJsonSplitter(jsonLimits, chats.add);
  for await (const piece of readable(bytes)) {
    if (context.signal.aborted) throw new ImportError('cancelled');
    splitter.push(piece);
    const found = chats.take();
    progress.add(piece.length, found.length);
    yield* found;
  }
  splitter.end();
  yield* chats.end();
}

/** The browser's own errors of reading a file mean that it is gone or was changed meanwhile. */
async function* readable(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (cause) {
    throw cause instanceof ImportError ? cause : new ImportError(reasonOf(cause), { cause });
  }
}

interface Collector {
  readonly add: (item: JsonItem) => void;
  take(): readonly ChatResult[];
  end(): readonly ChatResult[];
}

/** Makes chats of a document's items: an element may be one, or the members together. */
function createCollector(context: ParseContext): Collector {
  const found: ChatResult[] = [];
  const members = new Map<string, unknown>();
  let bytes = 0;
  let known = 0;
  let unknown = 0;

  function add({ key, element, json }: JsonItem): void {
    if (key !== null && !chatMembers.has(key) && !element) return;
    if (json === null) {
      if (key !== null) members.set(key, []);
      return;
    }
    const value = parseJson(json);
    const result =
      element && key !== 'messages' && key !== 'chat_messages' ? parseChat(value, context) : null;
    if (result !== null) {
      known += 1;
      found.push(result);
    } else if (key === null) {
      unknown += 1;
      if (known === 0 && unknown >= strangers) throw new ImportError('not-chats');
    } else if (chatMembers.has(key)) {
      bytes += json.length;
      if (bytes > chatBytes) throw new ImportError('too-large');
      const list = members.get(key);
      if (element && Array.isArray(list)) list.push(value);
      else members.set(key, value);
    }
  }

  return {
    add,
    take: () => found.splice(0),
    end() {
      const whole = known === 0 && members.size > 0 ? parseChat(Object.fromEntries(members), context) : null;
      if (known === 0 && whole === null) throw new ImportError('not-chats');
      const rest: ChatResult[] = whole === null ? [] : [whole];
      return unknown > 0 ? [...rest, { type: 'loss', loss: strangerLoss(context.fileName, unknown) }] : rest;
    },
  };
}

function strangerLoss(title: string, count: number): ImportLoss {
  return { title, reason: 'not-chats', count };
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new ImportError('broken', { cause });
  }
}

interface Progress {
  add(bytes: number, chats: number): void;
}

function createProgress(totalBytes: number, { onProgress }: ReadContext): Progress {
  let readBytes = 0;
  let chats = 0;
  let toldAt = 0;
  return {
    add(bytes, more) {
      readBytes += bytes;
      chats += more;
      const at = performance.now();
      if (at - toldAt < progressEveryMs && readBytes < totalBytes) return;
      toldAt = at;
      onProgress({ readBytes: Math.min(readBytes, totalBytes), totalBytes, chats });
    },
  };
}
