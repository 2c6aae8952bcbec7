import { addCrc } from '../std/crc32.ts';
import { ImportError } from './import-error.ts';

/** A file in an archive. Sizes are bytes as the archive's directory states them. */
export interface ZipEntry {
  readonly name: string;
  readonly packedBytes: number;
  readonly bytes: number;
  /** Its content, unpacked while it is read. Throws `ImportError` where it is not what was stated. */
  read(): AsyncIterable<Uint8Array>;
}

/** What an honest archive of chats stays below. */
export const zipLimits = {
  entries: 100_000,
  directoryBytes: 64 * 1024 * 1024,
  /** Text packs to a tenth or, where it repeats itself, a fiftieth; only bombs go to a thousandth. */
  ratio: 250,
  /** Below this size no ratio is suspicious. */
  ratioFromBytes: 8 * 1024 * 1024,
  entryBytes: 4 * 1024 * 1024 * 1024,
} as const;

const marks = {
  entry: 0x02014b50,
  end: 0x06054b50,
  end64: 0x06064b50,
  locator64: 0x07064b50,
  file: 0x04034b50,
};
const endBytes = 22;
const locatorBytes = 20;

/** True where the file begins as a zip archive does. */
export async function isZip(file: Blob): Promise<boolean> {
  const head = await readBytes(file, 0, 4);
  return head.length === 4 && [marks.file, marks.end].includes(viewOf(head).getUint32(0, true));
}

/**
 * Reads an archive's directory, which stands at its end: of gigabytes of pictures beside the chats nothing
 * is read. The browser itself unpacks. Throws `ImportError`.
 */
export async function openZip(file: Blob): Promise<readonly ZipEntry[]> {
  const { at, bytes, count } = await findDirectory(file);
  if (count > zipLimits.entries || bytes > zipLimits.directoryBytes) throw new ImportError('too-large');
  const directory = await readBytes(file, at, bytes);
  if (directory.length < bytes) throw new ImportError('broken');
  const records = parseDirectory(directory, count);
  checkOverlap(records);
  return records.filter(({ name }) => !name.endsWith('/')).map((record) => toEntry(file, record));
}

interface ZipRecord {
  readonly name: string;
  readonly method: number;
  readonly locked: boolean;
  readonly crc: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly at: number;
}

async function findDirectory(file: Blob): Promise<{ at: number; bytes: number; count: number }> {
  const tailAt = Math.max(0, file.size - endBytes - 0xffff);
  const tail = viewOf(await readBytes(file, tailAt, file.size - tailAt));
  for (let at = tail.byteLength - endBytes; at >= 0; at -= 1) {
    if (tail.getUint32(at, true) !== marks.end) continue;
    const count = tail.getUint16(at + 10, true);
    const bytes = tail.getUint32(at + 12, true);
    const start = tail.getUint32(at + 16, true);
    if (count !== 0xffff && bytes !== 0xffffffff && start !== 0xffffffff) return { at: start, bytes, count };
    return findDirectory64(file, tailAt + at - locatorBytes);
  }
  throw new ImportError('broken');
}

async function findDirectory64(
  file: Blob,
  locatorAt: number,
): Promise<{ at: number; bytes: number; count: number }> {
  const locator = viewOf(await readBytes(file, Math.max(0, locatorAt), locatorBytes));
  if (locator.byteLength < locatorBytes || locator.getUint32(0, true) !== marks.locator64) {
    throw new ImportError('broken');
  }
  const end = viewOf(await readBytes(file, toNumber(locator.getBigUint64(8, true)), 56));
  if (end.byteLength < 56 || end.getUint32(0, true) !== marks.end64) throw new ImportError('broken');
  return {
    count: toNumber(end.getBigUint64(32, true)),
    bytes: toNumber(end.getBigUint64(40, true)),
    at: toNumber(end.getBigUint64(48, true)),
  };
}

function parseDirectory(directory: Uint8Array, count: number): ZipRecord[] {
  const view = viewOf(directory);
  const records: ZipRecord[] = [];
  let at = 0;
  while (records.length < count) {
    if (at + 46 > view.byteLength || view.getUint32(at, true) !== marks.entry)
      throw new ImportError('broken');
    const nameBytes = view.getUint16(at + 28, true);
    const extraBytes = view.getUint16(at + 30, true);
    const next = at + 46 + nameBytes + extraBytes + view.getUint16(at + 32, true);
    if (next > view.byteLength) throw new ImportError('broken');
    const wide = parseExtra(view, at + 46 + nameBytes, extraBytes);
    const pick = (short: number): number => (short === 0xffffffff ? toNumber(wide.shift() ?? 0n) : short);
    records.push({
      name: new TextDecoder().decode(directory.subarray(at + 46, at + 46 + nameBytes)),
      locked: (view.getUint16(at + 8, true) & 1) === 1,
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      // In this order the directory's wide numbers stand in for those that do not fit.
      bytes: pick(view.getUint32(at + 24, true)),
      packedBytes: pick(view.getUint32(at + 20, true)),
      at: pick(view.getUint32(at + 42, true)),
    });
    at = next;
  }
  return records;
}

/** The 64-bit numbers of an entry. */
function parseExtra(view: DataView, from: number, bytes: number): bigint[] {
  for (let at = from; at + 4 <= from + bytes; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    const count = Math.min(3, Math.floor(view.getUint16(at + 2, true) / 8));
    return Array.from({ length: count }, (_, index) => view.getBigUint64(at + 4 + index * 8, true));
  }
  return [];
}

/** A small bomb lets many entries share one packed stretch of the file. */
function checkOverlap(records: readonly ZipRecord[]): void {
  let end = 0;
  for (const record of records.toSorted((a, b) => a.at - b.at)) {
    if (record.at < end) throw new ImportError('bomb');
    end = record.at + 30 + record.packedBytes;
  }
}

function toEntry(file: Blob, record: ZipRecord): ZipEntry {
  const { name, packedBytes, bytes } = record;
  return { name, packedBytes, bytes, read: () => readEntry(file, record) };
}

async function* readEntry(file: Blob, record: ZipRecord): AsyncGenerator<Uint8Array> {
  if (record.locked) throw new ImportError('locked');
  if (isBomb(record.bytes, record.packedBytes)) throw new ImportError('bomb');
  const head = viewOf(await readBytes(file, record.at, 30));
  if (head.byteLength < 30 || head.getUint32(0, true) !== marks.file) throw new ImportError('broken');
  const at = record.at + 30 + head.getUint16(26, true) + head.getUint16(28, true);
  let bytes = 0;
  let crc = 0;
  for await (const piece of unpack(file.slice(at, at + record.packedBytes), record.method)) {
    bytes += piece.length;
    // The directory may lie about the size: what really comes out counts.
    if (isBomb(bytes, record.packedBytes) || bytes > record.bytes) throw new ImportError('bomb');
    crc = addCrc(crc, piece);
    yield piece;
  }
  if (bytes !== record.bytes || crc !== record.crc) throw new ImportError('broken');
}

function isBomb(bytes: number, packedBytes: number): boolean {
  if (bytes > zipLimits.entryBytes) return true;
  return bytes > zipLimits.ratioFromBytes && bytes > packedBytes * zipLimits.ratio;
}

async function* unpack(packed: Blob, method: number): AsyncGenerator<Uint8Array> {
  if (method !== 0 && method !== 8) throw new ImportError('broken');
  const stream =
    method === 0 ? packed.stream() : packed.stream().pipeThrough(new DecompressionStream('deflate-raw'));
  try {
    yield* readStream(stream);
  } catch (cause) {
    throw cause instanceof ImportError ? cause : new ImportError('broken', { cause });
  }
}

/** The pieces of a stream; leaving the loop early cancels it. Not every browser iterates streams itself. */
export async function* readStream(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function readBytes(file: Blob, at: number, bytes: number): Promise<Uint8Array> {
  try {
    return new Uint8Array(await file.slice(at, at + bytes).arrayBuffer());
  } catch (cause) {
    throw new ImportError('not-readable', { cause });
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function toNumber(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new ImportError('broken');
  return Number(value);
}
