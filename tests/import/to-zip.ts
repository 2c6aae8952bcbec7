import { crc32, deflateRawSync } from 'node:zlib';

export interface ZippedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What the archive says instead of the truth. */
  readonly lie?: { readonly bytes?: number; readonly crc?: number; readonly locked?: boolean };
  readonly stored?: boolean;
}

/** A zip archive, written with Node alone. */
export function toZip(files: readonly ZippedFile[]): Blob {
  const pieces: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const { name, bytes, lie = {}, stored = false } of files) {
    const packed = stored ? bytes : deflateRawSync(bytes);
    const text = new TextEncoder().encode(name);
    const shared = (view: DataView, from: number): void => {
      view.setUint16(from, 20, true);
      view.setUint16(from + 2, lie.locked === true ? 1 : 0, true);
      view.setUint16(from + 4, stored ? 0 : 8, true);
      view.setUint32(from + 10, lie.crc ?? crc32(bytes), true);
      view.setUint32(from + 14, packed.length, true);
      view.setUint32(from + 18, lie.bytes ?? bytes.length, true);
      view.setUint16(from + 22, text.length, true);
    };
    const head = new DataView(new ArrayBuffer(30));
    head.setUint32(0, 0x04034b50, true);
    shared(head, 4);
    const record = new DataView(new ArrayBuffer(46));
    record.setUint32(0, 0x02014b50, true);
    shared(record, 6);
    record.setUint32(42, at, true);
    directory.push(new Uint8Array(record.buffer), text);
    pieces.push(new Uint8Array(head.buffer), text, packed);
    at += 30 + text.length + packed.length;
  }
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, files.length, true);
  end.setUint16(10, files.length, true);
  end.setUint32(
    12,
    directory.reduce((sum, { length }) => sum + length, 0),
    true,
  );
  end.setUint32(16, at, true);
  return new Blob(
    [...pieces, ...directory, new Uint8Array(end.buffer)].map((piece) => new Uint8Array(piece)),
  );
}
