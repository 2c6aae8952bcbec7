import { limits, type Op } from '../../utils/mirror/protocol.ts';
import type { FileHead, JsonFile, JsonFiles } from './json-files.ts';
import type { MirrorLog } from './mirror-log.ts';
import type { MirrorStore, SessionEntry } from './mirror-store.ts';
import { parseJson } from './parse-json.ts';
import { parsePostingFile, parseSessionFile, sessionIdOf } from './session-import.ts';

/**
 * Takes in what the folder knows and the store does not: files of the original form, and files of ours
 * that are ahead of a restored or lost database. Answers the sessions whose file is not up to date.
 */
export async function importJsonFiles({
  files,
  store,
  ws,
  log,
}: {
  files: JsonFiles;
  store: MirrorStore;
  ws: string;
  log: MirrorLog;
}): Promise<ReadonlySet<string>> {
  const state = await store.readWorkspace(ws);
  const entries = new Map((await listEntries(store, ws)).map((entry) => [entry.id, entry]));
  const fresh = new Set<string>();
  const seen = new Set<string>();
  for (const file of await files.list()) {
    const session = sessionIdOf(file.id);
    const head = await files.readHead(file);
    const entry = entries.get(session);
    const sameLife = head !== null && head.incarnation === state?.inc;
    if (!sameLife || isAhead(head, entry)) await importFile({ files, file, store, ws, log });
    if (file.id !== session) continue;
    if (sameLife && entry?.cursor === head.cursor) fresh.add(session);
    // A crash came between writing the one form of the file and removing the other.
    if (seen.has(session)) fresh.delete(session);
    seen.add(session);
  }
  const now = await listEntries(store, ws);
  return new Set(now.filter((entry) => isStale(entry, fresh, seen)).map((entry) => entry.id));
}

/** A deleted session needs no file, so it is stale only where it has one. */
function isStale(entry: SessionEntry, fresh: ReadonlySet<string>, seen: ReadonlySet<string>): boolean {
  return entry.deleted ? seen.has(entry.id) : !fresh.has(entry.id);
}

function isAhead(head: FileHead, entry: SessionEntry | undefined): boolean {
  return entry === undefined || head.cursor > entry.cursor;
}

async function listEntries(store: MirrorStore, ws: string): Promise<readonly SessionEntry[]> {
  return (await store.listSessions(ws)) ?? [];
}

async function importFile({
  files,
  file,
  store,
  ws,
  log,
}: {
  files: JsonFiles;
  file: JsonFile;
  store: MirrorStore;
  ws: string;
  log: MirrorLog;
}): Promise<void> {
  try {
    const { text, modifiedAt } = await files.read(file);
    const json = parseJson(text);
    if (!json.ok) throw new TypeError(json.problem);
    const parse = file.kind === 'posting' ? parsePostingFile : parseSessionFile;
    const { session, ops } = parse(json.value, { id: file.id, modifiedAt });
    const known = await store.readSession(ws, session);
    const wanted = ops.filter((op) => op.t !== 'reg' || known?.registers[op.field] === undefined);
    await pushAll(store, ws, wanted);
  } catch (error) {
    // Without the error's message, which may quote the file.
    const name = error instanceof Error ? error.name : 'unknown';
    log.error({ file: file.name, error: name }, 'a session file cannot be read and is left alone');
  }
}

async function pushAll(store: MirrorStore, ws: string, ops: readonly Op[]): Promise<void> {
  for (let i = 0; i < ops.length; i += limits.pushOps)
    await store.push(ws, { clientId: 'import', inc: null, ops: ops.slice(i, i + limits.pushOps) });
}
