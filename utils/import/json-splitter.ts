import { ImportError } from './import-error.ts';

/** One value of a JSON document's second level, as text. */
export interface JsonItem {
  /** Its name in a top-level object; null in a top-level array. */
  readonly key: string | null;
  /** True for an element of an array (under `key`, or of the document itself). */
  readonly element: boolean;
  /** The value's JSON; null announces an array whose elements follow. */
  readonly json: string | null;
}

export interface JsonLimits {
  /** Brackets within brackets. */
  readonly depth: number;
  /** Bytes of one item. */
  readonly itemBytes: number;
}

/** Fed with the document's bytes, piece by piece. Both throw `ImportError`. */
export interface JsonSplitter {
  push(bytes: Uint8Array): void;
  /** The document has ended. */
  end(): void;
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openList = 0x5b;
const closeList = 0x5d;
const openMap = 0x7b;
const closeMap = 0x7d;

/** What may come next between the items. */
type Place = 'start' | 'first' | 'item' | 'key' | 'colon' | 'after' | 'over';

interface State {
  place: Place;
  /** The top level is a list or a map. */
  top: 'list' | 'map' | null;
  /** Inside the list that stands under `key` of the top-level map. */
  nested: boolean;
  key: string | null;
  /** Brackets open within the item, its own included. */
  depth: number;
  inText: boolean;
  escaped: boolean;
  /** A number, true, false or null: it ends at the next mark. */
  bare: boolean;
  readingKey: boolean;
  pieces: Uint8Array[];
  bytes: number;
}

/**
 * Cuts a JSON document of any length into the items of its second level, holding one item at a time: the
 * elements of a top-level array, or the members of a top-level object, arrays among them element by element.
 * It finds where items end; whether an item is JSON is for `JSON.parse` to say.
 */
export function createJsonSplitter(limits: JsonLimits, onItem: (item: JsonItem) => void): JsonSplitter {
  const state: State = {
    place: 'start',
    top: null,
    nested: false,
    key: null,
    depth: 0,
    inText: false,
    escaped: false,
    bare: false,
    readingKey: false,
    pieces: [],
    bytes: 0,
  };
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let inItem = false;

  function keep(bytes: Uint8Array, from: number, to: number): void {
    state.bytes += to - from;
    if (state.bytes > limits.itemBytes) throw new ImportError('too-large');
    if (to > from) state.pieces.push(bytes.slice(from, to));
  }

  function emit(): void {
    const text = decode(decoder, joined(state));
    state.pieces = [];
    state.bytes = 0;
    inItem = false;
    if (state.readingKey) {
      state.readingKey = false;
      state.key = parseKey(text);
      state.place = 'colon';
      return;
    }
    state.place = 'after';
    onItem({ key: state.key, element: state.top === 'list' || state.nested, json: text });
  }

  function push(bytes: Uint8Array): void {
    let from = 0;
    let at = 0;
    while (at < bytes.length) {
      if (inItem) {
        const end = endOfItem(state, limits, bytes, at);
        if (end === null) break;
        keep(bytes, from, end);
        emit();
        at = end;
        continue;
      }
      const byte = bytes[at] ?? 0;
      if (isSpace(byte)) {
        at += 1;
        continue;
      }
      if (startsItem(state, byte, onItem)) {
        inItem = true;
        from = at;
      } else {
        at += 1;
      }
    }
    if (inItem) keep(bytes, from, bytes.length);
  }

  return {
    push(bytes) {
      if (state.place === 'start' && isWide(bytes)) throw new ImportError('encoding');
      push(state.place === 'start' && bytes[0] === 0xef ? bytes.subarray(3) : bytes);
    },
    end() {
      if (state.place === 'start') throw new ImportError('not-chats');
      if (state.place !== 'over') throw new ImportError('broken');
    },
  };
}

/** Half a text would come in if wrong bytes were let through. */
function decode(decoder: TextDecoder, bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new ImportError('encoding', { cause });
  }
}

/** True where a document begins as one in UTF-16 does. */
function isWide(bytes: Uint8Array): boolean {
  const [one = 1, other = 1] = bytes;
  return one === 0 || other === 0 || (one === 0xff && other === 0xfe) || (one === 0xfe && other === 0xff);
}

/** The index behind the item that `at` lies in; null where it goes on beyond these bytes. */
function endOfItem(state: State, limits: JsonLimits, bytes: Uint8Array, at: number): number | null {
  for (let index = at; index < bytes.length; index += 1) {
    const byte = bytes[index] ?? 0;
    if (state.inText) {
      if (state.escaped) state.escaped = false;
      else if (byte === backslash) state.escaped = true;
      else if (byte === quote) {
        state.inText = false;
        if (state.depth === 0) return index + 1;
      }
    } else if (byte === quote) {
      state.inText = true;
    } else if (state.bare) {
      if (byte === comma || byte === closeList || byte === closeMap || isSpace(byte)) return index;
    } else if (byte === openList || byte === openMap) {
      state.depth += 1;
      if (state.depth > limits.depth) throw new ImportError('too-deep');
    } else if (byte === closeList || byte === closeMap) {
      state.depth -= 1;
      if (state.depth === 0) return index + 1;
    }
  }
  return null;
}

/** Acts on a mark between items; true where an item begins with it, which is then not used up. */
function startsItem(state: State, byte: number, onItem: (item: JsonItem) => void): boolean {
  switch (state.place) {
    case 'start':
      if (byte !== openList && byte !== openMap) throw new ImportError('not-chats');
      state.top = byte === openList ? 'list' : 'map';
      state.place = 'first';
      return false;
    case 'first':
    case 'item':
      return startsValue(state, byte, onItem);
    case 'key':
      if (byte !== quote) throw new ImportError('broken');
      return beginsKey(state);
    case 'colon':
      if (byte !== colon) throw new ImportError('broken');
      state.place = 'item';
      return false;
    case 'after':
      if (byte === comma) state.place = isInList(state) ? 'item' : 'key';
      else close(state, byte);
      return false;
    case 'over':
      throw new ImportError('broken');
  }
}

function startsValue(state: State, byte: number, onItem: (item: JsonItem) => void): boolean {
  if (state.place === 'first' && (byte === closeList || byte === closeMap)) {
    close(state, byte);
    return false;
  }
  if (state.place === 'first' && !isInList(state)) {
    if (byte !== quote) throw new ImportError('broken');
    return beginsKey(state);
  }
  if (byte === openList && state.top === 'map' && !state.nested) {
    onItem({ key: state.key, element: false, json: null });
    state.nested = true;
    state.place = 'first';
    return false;
  }
  if ([comma, colon, closeList, closeMap].includes(byte)) throw new ImportError('broken');
  state.depth = 0;
  state.bare = byte !== quote && byte !== openList && byte !== openMap;
  return true;
}

function beginsKey(state: State): true {
  state.readingKey = true;
  state.depth = 0;
  state.bare = false;
  return true;
}

function isInList(state: State): boolean {
  return state.top === 'list' || state.nested;
}

function close(state: State, byte: number): void {
  const fits = isInList(state) ? byte === closeList : byte === closeMap;
  if (!fits) throw new ImportError('broken');
  if (state.nested) {
    state.nested = false;
    state.place = 'after';
  } else {
    state.place = 'over';
  }
}

function parseKey(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch (cause) {
    throw new ImportError('broken', { cause });
  }
}

function joined({ pieces, bytes }: State): Uint8Array {
  const [only] = pieces;
  if (pieces.length === 1 && only !== undefined) return only;
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
