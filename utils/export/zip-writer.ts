import { addCrc } from '../std/crc32.ts';

/** Writes a zip archive file by file. Only the file at hand is in memory: what is done lies in blobs. */
export interface ZipWriter {
  /** `name` with `/` between folders; `at` is epoch ms. Throws `RangeError` beyond what a plain archive holds. */
  add(name: string, text: string, at: number): Promise<void>;
  finish(): Blob;
}

/** Beyond these an archive needs another form, which old unpackers cannot read. */
const mostFiles = 0xfffe;
const mostBytes = 0xfffffffe;
/** Unpackers of version 2.0, names in UTF-8, deflated. */
const [version, flags, method] = [20, 0x0800, 8];

export function createZipWriter(): ZipWriter {
  const parts: Blob[] = [];
  const directory: Uint8Array<ArrayBuffer>[] = [];
  let at = 0;
  return {
    async add(name, text, changedAt) {
      const bytes = new TextEncoder().encode(text);
      const packed = await pack(bytes);
      const label = new TextEncoder().encode(name);
      const size = 30 + label.length + packed.size;
      if (directory.length >= mostFiles || at + size > mostBytes) throw new RangeError('archive too large');
      const facts = toFacts({
        changedAt,
        crc: addCrc(0, bytes),
        packed: packed.size,
        bytes: bytes.length,
        label,
      });
      parts.push(new Blob([join([u32(0x04034b50), facts, label]), packed]));
      directory.push(
        join([u32(0x02014b50), u16(version), facts, u16(0), u16(0), u16(0), u32(0), u32(at), label]),
      );
      at += size;
    },
    finish() {
      const bytes = directory.reduce((sum, { length }) => sum + length, 0);
      const count = u16(directory.length);
      const end = join([u32(0x06054b50), u16(0), u16(0), count, count, u32(bytes), u32(at), u16(0)]);
      return new Blob([...parts, ...directory, end], { type: 'application/zip' });
    },
  };
}

/** What a file's own head and its line in the directory both say. */
function toFacts(file: {
  readonly changedAt: number;
  readonly crc: number;
  readonly packed: number;
  readonly bytes: number;
  readonly label: Uint8Array;
}): Uint8Array {
  const { changedAt, crc, packed, bytes, label } = file;
  const [time, day] = toDosTime(changedAt);
  const sizes = [u32(crc), u32(packed), u32(bytes), u16(label.length), u16(0)];
  return join([u16(version), u16(flags), u16(method), u16(time), u16(day), ...sizes]);
}

/** The browser packs, off this thread. */
function pack(bytes: Uint8Array<ArrayBuffer>): Promise<Blob> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  return new Response(stream).blob();
}

/** Local time in steps of two seconds, from 1980 to 2107. */
function toDosTime(at: number): readonly [number, number] {
  const date = new Date(at);
  const year = date.getFullYear() - 1980;
  if (!(year >= 0 && year < 128)) return [0, 0x21];
  const time = (date.getHours() << 11) | (date.getMinutes() << 5) | (date.getSeconds() >> 1);
  return [time, (year << 9) | ((date.getMonth() + 1) << 5) | date.getDate()];
}

function u16(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, value >>> 8);
}

function u32(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24);
}

function join(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
