import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { constants, gunzip, gunzipSync, gzip } from 'node:zlib';
import type { EntryKind } from './mirror-store.ts';

const zip = promisify(gzip);
const unzip = promisify(gunzip);

/** How much of a file tells its incarnation and cursor, which stand first. */
const headBytes = 512;
/** Against a small file that unpacks to more than the memory holds. */
const mostUnpackedBytes = 512 * 1024 * 1024;

/** Which file: `session_<id>.json` or `posting_<id>.json`. */
export interface JsonFileName {
  readonly kind: EntryKind;
  /** Not every one is a session's id of ours. */
  readonly id: string;
}

export interface JsonFile extends JsonFileName {
  readonly name: string;
  readonly zipped: boolean;
}

/** What the head of a file of ours says about the state it shows. */
export interface FileHead {
  readonly incarnation: string;
  readonly cursor: number;
}

/** The folder of those files. Ids given to it are UUIDs, so that no path leaves the folder. */
export interface JsonFiles {
  list(): Promise<readonly JsonFile[]>;
  /** Null for a file that is not of ours. */
  readHead(file: JsonFile): Promise<FileHead | null>;
  read(file: JsonFile): Promise<{ text: string; modifiedAt: number }>;
  /** Complete or not at all, also when the power fails. */
  write(file: JsonFileName, text: string): Promise<void>;
  /** Whatever lies under this id. */
  remove(id: string): Promise<void>;
  /** Replaces the plain file by a zipped one of the same age. */
  zip(file: JsonFileName): Promise<void>;
  /** Epoch ms of the last change, null where there is no plain file. */
  modifiedAt(file: JsonFileName): Promise<number | null>;
}

/** Opens or creates the folder and removes what an interrupted write left behind. */
export async function openJsonFiles(dir: string): Promise<JsonFiles> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  for (const name of await readdir(dir))
    if (/^\.session_[0-9a-f-]{36}\.tmp$/.test(name)) await rm(join(dir, name), { force: true });

  /** The new name must be on the disk as well as the bytes: so the folder is synced too. */
  async function syncFolder(): Promise<void> {
    // Windows opens no folders; its file system keeps names in a journal of its own.
    if (process.platform === 'win32') return;
    const folder = await open(dir, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  }

  async function put(name: string, data: string | Buffer, modifiedAt: Date | null): Promise<void> {
    const temporary = join(dir, `.session_${randomUUID()}.tmp`);
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(data);
      if (modifiedAt !== null) await utimes(temporary, modifiedAt, modifiedAt);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, join(dir, name));
    await syncFolder();
  }

  const bytesOf = async (file: JsonFile): Promise<Buffer> => {
    const bytes = await readFile(join(dir, file.name));
    return file.zipped ? unzip(bytes, { maxOutputLength: mostUnpackedBytes }) : bytes;
  };

  return {
    async list() {
      const entries = await readdir(dir, { withFileTypes: true });
      return entries.flatMap((entry) => {
        const match = /^(session|posting)_(.+)\.json(\.gz)?$/s.exec(entry.name);
        // A link may point outside: only plain files are read.
        return match === null || !entry.isFile()
          ? []
          : [
              {
                kind: match[1] === 'posting' ? 'posting' : 'session',
                id: match[2] ?? '',
                name: entry.name,
                zipped: match[3] !== undefined,
              },
            ];
      });
    },
    readHead: (file) => readHead(join(dir, file.name), file.zipped),
    async read(file) {
      const { mtimeMs } = await stat(join(dir, file.name));
      return { text: (await bytesOf(file)).toString('utf8'), modifiedAt: mtimeMs };
    },
    async write(file, text) {
      const name = nameOf(file);
      await put(name, text, null);
      for (const other of namesOf(file.id)) if (other !== name) await rm(join(dir, other), { force: true });
    },
    async remove(id) {
      for (const name of namesOf(id)) await rm(join(dir, name), { force: true });
      await syncFolder();
    },
    async zip(file) {
      const path = join(dir, nameOf(file));
      const { mtime } = await stat(path);
      await put(`${nameOf(file)}.gz`, await zip(await readFile(path)), mtime);
      await rm(path, { force: true });
    },
    modifiedAt: (file) =>
      stat(join(dir, nameOf(file))).then(
        ({ mtimeMs }) => mtimeMs,
        () => null,
      ),
  };
}

function nameOf({ kind, id }: JsonFileName): string {
  return `${kind}_${id}.json`;
}

/** Every name that may lie in the folder for one id. */
function namesOf(id: string): readonly string[] {
  return ['session', 'posting'].flatMap((kind) => [`${kind}_${id}.json`, `${kind}_${id}.json.gz`]);
}

async function readHead(path: string, zipped: boolean): Promise<FileHead | null> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    const head = buffer.subarray(0, bytesRead);
    const plain = zipped ? gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH }) : head;
    const match = /^\{\s*"incarnation": "([^"\\]+)",\s*"cursor": (\d+),/.exec(plain.toString('utf8'));
    return match === null ? null : { incarnation: match[1] ?? '', cursor: Number(match[2]) };
  } catch {
    return null;
  } finally {
    await file.close();
  }
}
