import { crc32, deflateRawSync } from 'node:zlib';

export interface ZippedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What the archive says instead of the truth. */
  readonly lie?: { readonly bytes?: number; readonly crc?: number; readonly locked?: boolean };
  readonly stored?: boolean;
  /** Its sizes stand behind it, as in an archive that was written as a stream. */
  readonly streamed?: boolean;
}

/** A zip archive, written with Node alone. `wide`: with the 64-bit numbers of archives beyond 4 GB. */
export function toZip(files: readonly ZippedFile[], { wide = false } = {}): Blob {
  const pieces: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const { name, bytes, lie = {}, stored = false, streamed = false } of files) {
    const packed = stored ? bytes : deflateRawSync(bytes);
    const text = new TextEncoder().encode(name);
    const shared = (view: DataView, from: number): void => {
      view.setUint16(from, 20, true);
      view.setUint16(from + 2, (lie.locked === true ? 1 : 0) | (streamed ? 8 : 0), true);
      view.setUint16(from + 4, stored ? 0 : 8, true);
      view.setUint32(from + 10, lie.crc ?? crc32(bytes), true);
      view.setUint32(from + 14, packed.length, true);
      view.setUint32(from + 18, lie.bytes ?? bytes.length, true);
      view.setUint16(from + 22, text.length, true);
    };
    const head = new DataView(new ArrayBuffer(30));
    head.setUint32(0, 0x04034b50, true);
    shared(head, 4);
    const tail = new DataView(new ArrayBuffer(streamed ? 16 : 0));
    if (streamed) {
      tail.setUint32(0, 0x08074b50, true);
      for (const [to, from] of [
        [4, 14],
        [8, 18],
        [12, 22],
      ] as const) {
        tail.setUint32(to, head.getUint32(from, true), true);
        head.setUint32(from, 0, true);
      }
    }
    const record = new DataView(new ArrayBuffer(46));
    record.setUint32(0, 0x02014b50, true);
    shared(record, 6);
    record.setUint32(42, at, true);
    const extra = new DataView(new ArrayBuffer(wide ? 28 : 0));
    if (wide) {
      extra.setUint16(0, 1, true);
      extra.setUint16(2, 24, true);
      extra.setBigUint64(4, BigInt(lie.bytes ?? bytes.length), true);
      extra.setBigUint64(12, BigInt(packed.length), true);
      extra.setBigUint64(20, BigInt(at), true);
      for (const field of [20, 24, 42]) record.setUint32(field, 0xffffffff, true);
      record.setUint16(30, 28, true);
    }
    directory.push(new Uint8Array(record.buffer), text, new Uint8Array(extra.buffer));
    pieces.push(new Uint8Array(head.buffer), text, packed, new Uint8Array(tail.buffer));
    at += 30 + text.length + packed.length + tail.byteLength;
  }
  const directoryBytes = directory.reduce((sum, { length }) => sum + length, 0);
  const end64 = new DataView(new ArrayBuffer(wide ? 56 + 20 : 0));
  if (wide) {
    end64.setUint32(0, 0x06064b50, true);
    end64.setBigUint64(4, 44n, true);
    for (const field of [24, 32]) end64.setBigUint64(field, BigInt(files.length), true);
    end64.setBigUint64(40, BigInt(directoryBytes), true);
    end64.setBigUint64(48, BigInt(at), true);
    end64.setUint32(56, 0x07064b50, true);
    end64.setBigUint64(64, BigInt(at + directoryBytes), true);
    end64.setUint32(72, 1, true);
  }
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, wide ? 0xffff : files.length, true);
  end.setUint16(10, wide ? 0xffff : files.length, true);
  end.setUint32(12, wide ? 0xffffffff : directoryBytes, true);
  end.setUint32(16, wide ? 0xffffffff : at, true);
  return new Blob(
    [...pieces, ...directory, new Uint8Array(end64.buffer), new Uint8Array(end.buffer)].map(
      (piece) => new Uint8Array(piece),
    ),
  );
}
