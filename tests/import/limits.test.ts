import { describe, expect, onTestFinished, test } from 'vitest';
import fc from 'fast-check';
import { createJsonSplitter, type JsonItem } from '../../utils/import/json-splitter.ts';
import { ImportError } from '../../utils/import/import-error.ts';
import { previewImport } from '../../utils/import/preview-import.ts';
import { readChats } from '../../utils/import/read-chats.ts';
import { type ImportFile, readFixture, toFile } from './import-desk.ts';
import { toZip, type ZippedFile } from './to-zip.ts';

const encode = (text: string) => new TextEncoder().encode(text);

function split(text: string, cut: number): JsonItem[] {
  const items: JsonItem[] = [];
  const splitter = createJsonSplitter({ depth: 100, itemBytes: 1e6 }, (item) => items.push(item));
  const bytes = encode(text);
  for (let at = 0; at < bytes.length; at += cut) splitter.push(bytes.subarray(at, at + cut));
  splitter.end();
  return items;
}

async function refusal(source: ImportFile): Promise<string> {
  const signal = AbortSignal.timeout(60_000);
  try {
    await previewImport(source, {
      now: 1,
      onProgress: () => {},
      signal,
      listStandings: async () => new Map(),
    });
  } catch (error) {
    return error instanceof ImportError ? error.reason : String(error);
  }
  return 'read';
}

/** A file that is made while it is read. */
function stream(pieces: number, piece: (index: number) => string): ImportFile {
  const file = new Blob(['[{']);
  let index = 0;
  const body = () =>
    new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull(controller) {
        if (index >= pieces) controller.close();
        else controller.enqueue(new TextEncoder().encode(piece(index)));
        index += 1;
      },
    });
  Object.defineProperty(file, 'stream', { value: body });
  return { name: 'big.json', file };
}

describe('a JSON document cut into items', () => {
  test('gives what JSON.parse gives, wherever the bytes are cut', () => {
    const seed = Date.now();
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue()),
        fc.integer({ min: 1, max: 50 }),
        fc.boolean(),
        (list, cut, pretty) => {
          const text = JSON.stringify(list, null, pretty ? 2 : 0);
          // Not the list itself: JSON knows no -0.
          expect(split(text, cut).map(({ json }) => JSON.parse(json ?? ''))).toEqual(JSON.parse(text));
        },
      ),
      { seed },
    );
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue(), { noNullPrototype: true }),
        fc.integer({ min: 1, max: 50 }),
        (map, cut) => {
          const lists = new Map<string, unknown[]>();
          const values = new Map<string, unknown>();
          for (const { key, element, json } of split(JSON.stringify(map), cut)) {
            if (json === null) lists.set(key ?? '', []);
            else if (element) lists.get(key ?? '')?.push(JSON.parse(json));
            else values.set(key ?? '', JSON.parse(json));
          }
          const expected = new Map<string, unknown>(Object.entries(JSON.parse(JSON.stringify(map))));
          expect(new Map([...values, ...lists])).toEqual(expected);
        },
      ),
      { seed },
    );
  });

  test.each(['', '  ', 'null', '"text"', '1', 'PK', '\ufeff'])('%j is not made of chats', async (text) => {
    expect(await refusal(toFile(text))).toBe('not-chats');
  });

  test.each([
    '[',
    '[1',
    '[1 2]',
    '[1,]',
    '[,1]',
    '{"a"',
    '{"a":',
    '{"a":1',
    '{"a":1,}',
    '{"a" 1}',
    '{1:1}',
    '[1]]',
    '[1]x',
    '[1}',
    '{"a":1]',
    '["unclosed]',
    '[tru]',
    '{"messages":[1}',
    '{"messages":[{"role":"user"}',
  ])('%j is broken', async (text) => {
    expect(['broken', 'not-chats']).toContain(await refusal(toFile(text)));
    expect(() => split(text, 3).map(({ json }) => JSON.parse(json ?? ''))).toThrow();
  });
});

describe('a file in another encoding', () => {
  const chat = [{ id: 'x', title: 'Café', chat: { messages: [{ role: 'user', content: 'Née' }] } }];
  const text = JSON.stringify(chat);

  test.each<[string, Uint8Array<ArrayBuffer>]>([
    ['UTF-16', Uint8Array.from(Buffer.from(`\ufeff${text}`, 'utf16le'))],
    ['UTF-16 without a mark', Uint8Array.from(Buffer.from(text, 'utf16le'))],
    ['UTF-16, big end first', Uint8Array.from(Buffer.from(`\ufeff${text}`, 'utf16le').swap16())],
    ['Latin-1', Uint8Array.from(Buffer.from(text, 'latin1'))],
  ])('%s is refused, rather than read half', async (_, bytes) => {
    expect(await refusal({ name: 'chats.json', file: new Blob([bytes]) })).toBe('encoding');
    const files = [{ name: 'chats.json', bytes }];
    expect(await refusal({ name: 'a.zip', file: toZip(files) })).toBe('encoding');
  });

  test('UTF-8 with a mark at its start is read', async () => {
    expect(await refusal(toFile(`\ufeff${text}`))).toBe('read');
  });
});

describe('a file that means harm', () => {
  test('nested a hundred thousand times is refused', async () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(await refusal(toFile(deep))).toBe('too-deep');
    expect(await refusal(toFile(`[{"mapping":${deep}}]`))).toBe('too-deep');
    expect(await refusal(toFile(`{"messages":[{"role":"user","content":${deep}}]}`))).toBe('too-deep');
  });

  test.each([
    '../../../etc/session_a.json',
    '/etc/passwd.json',
    'C:\\\\windows\\\\a.json',
    'a/../b.json',
    '__proto__.json',
  ])('in an archive under the name %j is a chat like any other', async (name) => {
    const bytes = encode('{"messages":[{"role":"user","content":"hi"}]}');
    expect(await refusal({ name: 'a.zip', file: toZip([{ name, bytes }]) })).toBe('read');
  });

  test('of one word of 200 MB is refused before it is in memory', async () => {
    const word = 'a'.repeat(1_000_000);
    const text = (index: number) => (index === 0 ? '[{"mapping":"' : word);
    expect(await refusal(stream(200, text))).toBe('too-large');
    const content = (index: number) => (index === 0 ? '{"messages":[{"role":"user","content":"' : word);
    expect(await refusal(stream(200, content))).toBe('too-large');
  });

  test('of one chat of 200 MB in many messages is refused', async () => {
    const message = `{"role":"user","content":"${'a'.repeat(1_000_000)}"},`;
    expect(await refusal(stream(210, (index) => (index === 0 ? '{"messages":[' : message)))).toBe(
      'too-large',
    );
  });

  test('of a million things that are no chats is given up early', async () => {
    let asked = 0;
    const things = stream(
      1_000_000,
      (index) => ((asked = index), index === 0 ? '[' : '{"a":1},'.repeat(100)),
    );
    expect(await refusal(things)).toBe('not-chats');
    expect(asked).toBeLessThan(100);
  });

  test('that is a bomb in a zip archive is refused, whether or not it says its size', async () => {
    const bytes = encode(`[{"mapping":"${'a'.repeat(30_000_000)}"}]`);
    expect(await refusal({ name: 'a.zip', file: toZip([{ name: 'conversations.json', bytes }]) })).toBe(
      'bomb',
    );
    const lie = { bytes: 1000 };
    expect(await refusal({ name: 'a.zip', file: toZip([{ name: 'conversations.json', bytes, lie }]) })).toBe(
      'bomb',
    );
  });

  test('whose entries share one stretch of the archive is refused', async () => {
    const one = toZip([{ name: 'a.json', bytes: encode('[1]') }]);
    const bytes = new Uint8Array(await one.arrayBuffer());
    const end = bytes.length - 22;
    const record = bytes.slice(36 + new DataView(bytes.buffer).getUint32(18, true), end);
    const twice = new Uint8Array([...bytes.slice(0, end), ...record, ...bytes.slice(end)]);
    const view = new DataView(twice.buffer, twice.length - 22);
    view.setUint16(8, 2, true);
    view.setUint16(10, 2, true);
    view.setUint32(12, record.length * 2, true);
    expect(await refusal({ name: 'a.zip', file: new Blob([twice]) })).toBe('bomb');
  });

  test.each<[string, NonNullable<ZippedFile['lie']>, string]>([
    ['is locked', { locked: true }, 'locked'],
    ['has another checksum', { crc: 7 }, 'broken'],
    ['is shorter than it says', { bytes: 5000 }, 'broken'],
  ])('in a zip archive that %s is refused', async (_, lie, reason) => {
    const bytes = new Uint8Array(await (await readFixture('claude-conversations.json')).file.arrayBuffer());
    const longer = lie.bytes === undefined ? lie : { bytes: bytes.length + 1 };
    expect(await refusal({ name: 'a.zip', file: toZip([{ name: 'c.json', bytes, lie: longer }]) })).toBe(
      reason,
    );
  });

  test('cut off anywhere, as a zip archive, is refused', async () => {
    const bytes = new Uint8Array(await (await readFixture('claude-conversations.json')).file.arrayBuffer());
    const whole = toZip([{ name: 'conversations.json', bytes }]);
    for (const part of [0.1, 0.5, 0.9, 0.99]) {
      expect(await refusal({ name: 'a.zip', file: whole.slice(0, whole.size * part) })).toBe('broken');
    }
  });

  test.each([
    [[{ create_time: 1, mapping: { a: 7, b: [], c: null } }]],
    [[{ create_time: 'never', mapping: { a: { parent: 'a', message: { author: 3 } } } }]],
    [[{ create_time: 1, mapping: null }]],
    [[{ uuid: 5, chat_messages: ['a'] }]],
    [[{ uuid: 'a', chat_messages: [{ uuid: 'b', sender: 'human', text: {}, content: 'x' }] }]],
    [{ messages: [{ role: 'user', content: 5 }] }],
    [{ messages: [{ role: 'user', content: 'ok' }, 7] }],
    [{ messages: 'none', timestamp: [] }],
    [{ conversationId: 'a', messages: [{ messageId: {} }] }],
    [{ format: 'talentscout-session', version: 1, session: {}, messages: [] }],
    [{ format: 'talentscout-session', version: 1, session: null, messages: {} }],
    [{ incarnation: 1, registers: 1, id: 1 }],
    [{ chat: [{ history: { id: {} }, messages: [null] }] }],
    [[{ id: 'x', chat: { history: { messages: [] }, messages: {} } }]],
  ])('whose types are wrong brings nothing: %j', async (value) => {
    const chats = readChats(toFile(value), {
      now: 1,
      onProgress: () => {},
      signal: AbortSignal.timeout(5000),
    });
    const found: string[] = [];
    try {
      for await (const result of chats) found.push(result.type);
    } catch (error) {
      expect(error).toBeInstanceOf(ImportError);
    }
    expect(found).not.toContain('chat');
  });

  test('with names of the prototype changes no object', async () => {
    onTestFinished(() => void Reflect.deleteProperty(Object.prototype, 'evil'));
    const node =
      '{"parent":null,"message":{"author":{"role":"user"},"content":{"content_type":"text","parts":["hi"]}}}';
    const evil = '"__proto__":{"evil":1},"constructor":{"prototype":{"evil":1}}';
    const text = `[{${evil},"id":"x","create_time":1,"mapping":{"__proto__":${node},"constructor":${node},"a":${node}}}]`;
    expect(await refusal(toFile(text))).toBe('read');
    expect(await refusal(toFile(`{${evil},"messages":[{"role":"user","content":"x",${evil}}]}`))).toBe(
      'read',
    );
    expect('evil' in {}).toBe(false);
  });
});
