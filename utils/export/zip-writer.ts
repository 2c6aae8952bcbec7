import { addCrc } from '../std/crc32.ts';

/** Writes a zip archive file by file. Only the file at hand is in memory: what is done lies in blobs. */
export interface ZipWriter {
  /** `name` with `/` between folders; `at` is epoch ms. */
  add(name: string, text: string, at: number): Promise<void>;
  finish(): Blob;
}

/** Beyond these an archive gets 64-bit numbers, which unpackers of the last century cannot read. */
export const plainZip = { files: 0xfffe, bytes: 0xfffffffe };
/** Unpackers of version 2.0 (with 64-bit numbers 4.5), names in UTF-8, deflated. */
const [version, wideVersion, flags, method] = [20, 45, 0x0800, 8];

/** `most`: what a plain archive holds; tests make it small. */
export function createZipWriter(most = plainZip): ZipWriter {
  const parts: Blob[] = [];
  const directory: Uint8Array<ArrayBuffer>[] = [];
  let at = 0;
  return {
    async add(name, text, changedAt) {
      const bytes = new TextEncoder().encode(text);
      const packed = await pack(bytes);
      const label = new TextEncoder().encode(name);
      const size = 30 + label.length + packed.size;
      const facts = toFacts({
        changedAt,
        crc: addCrc(0, bytes),
        packed: packed.size,
        bytes: bytes.length,
        label,
      });
      parts.push(new Blob([join([u32(0x04034b50), facts, label]), packed]));
      const wide = at > most.bytes;
      // Only where a file begins can be beyond 32 bits: one chat never is that long.
      const place = wide ? join([u16(1), u16(8), u64(at)]) : new Uint8Array();
      directory.push(
        join([
          u32(0x02014b50),
          u16(wide ? wideVersion : version),
          facts.subarray(0, -2),
          u16(place.length),
          u16(0),
          u16(0),
          u16(0),
          u32(0),
          u32(wide ? 0xffffffff : at),
          label,
          place,
        ]),
      );
      at += size;
    },
    finish() {
      const bytes = directory.reduce((sum, { length }) => sum + length, 0);
      const files = directory.length;
      const wide = files > most.files || at + bytes > most.bytes;
      const count = u16(wide ? 0xffff : files);
      const place = wide ? [u32(0xffffffff), u32(0xffffffff)] : [u32(bytes), u32(at)];
      const end = join([u32(0x06054b50), u16(0), u16(0), count, count, ...place, u16(0)]);
      const tail = wide ? [toWideEnd({ files, bytes, at }), end] : [end];
      return new Blob([...parts, ...directory, ...tail], { type: 'application/zip' });
    },
  };
}

/** What stands before the end of a large archive: the numbers that do not fit into it, and where they are. */
function toWideEnd({
  files,
  bytes,
  at,
}: {
  readonly files: number;
  readonly bytes: number;
  readonly at: number;
}): Uint8Array<ArrayBuffer> {
  const versions = [u16(wideVersion), u16(wideVersion), u32(0), u32(0)];
  const numbers = [u64(files), u64(files), u64(bytes), u64(at)];
  const record = join([u32(0x06064b50), u64(44), ...versions, ...numbers]);
  return join([record, u32(0x07064b50), u32(0), u64(at + bytes), u32(1)]);
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

/** Up to 2^53. */
function u64(value: number): Uint8Array {
  return join([u32(value % 2 ** 32), u32(Math.floor(value / 2 ** 32))]);
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
