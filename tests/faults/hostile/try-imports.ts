import { refusalWords } from '../../../components/import/import-words.ts';
import { ImportError } from '../../../utils/import/import-error.ts';
import { readMessages } from '../../../utils/store/read.ts';
import { listSessions } from '../../../utils/store/list-sessions.ts';
import { textOf } from '../../../utils/chat/message.ts';
import { type ImportDesk, type ImportFile, openImportDesk, toFile } from '../../import/import-desk.ts';
import { toZip } from '../../import/to-zip.ts';
import { createRig } from '../network/rig.ts';
import { createTally, type FaultResult } from '../fault-report.ts';
import { countTry } from '../storage/count-try.ts';

const megabytes = 1_000_000;

/** Files that mean harm, each by what it is. */
function harmfulFiles(): Readonly<Record<string, () => ImportFile>> {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  const deep = '['.repeat(100_000) + ']'.repeat(100_000);
  const huge = new Blob(['[{"create_time":1,"mapping":"', ...pieces('a'.repeat(megabytes), 200), '"}]']);
  const bomb = bytes(`[{"create_time":1,"mapping":"${'a'.repeat(30 * megabytes)}"}]`);
  return {
    'one word of 200 MB': () => ({ name: 'huge.json', file: huge }),
    'one chat of 200 MB': () => {
      const message = `,{"role":"user","content":"${'b'.repeat(megabytes)}"}`;
      return {
        name: 'huge.json',
        file: new Blob(['{"messages":[{"role":"user","content":"a"}', ...pieces(message, 200), ']}']),
      };
    },
    '200 MB of nothing': () => ({ name: 'nothing.json', file: new Blob(pieces(' '.repeat(megabytes), 200)) }),
    '100,000 levels': () => toFile(deep),
    '100,000 levels inside a chat': () => toFile(`[{"create_time":1,"mapping":${deep}}]`),
    'a zip bomb': () => ({ name: 'a.zip', file: toZip([{ name: 'a.json', bytes: bomb }]) }),
    'a zip bomb that lies': () => ({
      name: 'a.zip',
      file: toZip([{ name: 'a.json', bytes: bomb, lie: { bytes: 100 } }]),
    }),
    'a zip archive cut short': () => {
      const zip = toZip([{ name: 'a.json', bytes: bytes('[1]') }]);
      return { name: 'a.zip', file: zip.slice(0, zip.size - 5) };
    },
    'a zip archive of nothing': () => ({ name: 'a.zip', file: toZip([]) }),
    'numbers for texts': () => toFile([{ uuid: 1, name: 2, chat_messages: [3] }]),
    'lists for maps': () => toFile([{ create_time: [], mapping: [[]] }]),
    'null everywhere': () =>
      toFile({ format: 'talentscout-session', version: 1, session: null, messages: null }),
    'the prototype': () => toFile('{"__proto__":{"messages":[{"role":"user","content":"x"}]}}'),
    'a file cut short': () => toFile('{"messages":[{"role":"user","content":"one"},{"role":"us'),
    'a picture': () => ({ name: 'a.json', file: new Blob([new Uint8Array(5000).fill(0x89)]) }),
    'UTF-16': () => ({ name: 'a.json', file: new Blob([new Uint8Array([0xff, 0xfe, 0x5b, 0, 0x5d, 0])]) }),
    'no byte at all': () => ({ name: 'a.json', file: new Blob([]) }),
  };
}

function pieces(text: string, count: number): string[] {
  return Array.from({ length: count }, () => text);
}

/** A harmful file ends in a sentence and changes nothing; strings in honest files come in as they are. */
export async function tryImports(strings: readonly string[]): Promise<readonly FaultResult[]> {
  const rig = createRig();
  const harm = createTally(8, 'files that mean harm');
  const words = createTally(8, 'strings in an imported file');
  try {
    const device = rig.device({});
    const desk = await openImportDesk(device, await device.open());
    rig.defer(async () => desk.close());
    for (const [what, make] of Object.entries(harmfulFiles())) {
      await countTry(harm, () => tryFile(desk, what, make()));
    }
    await countTry(words, () => tryStrings(desk, strings));
    return [harm.result(), words.result(`${strings.length} strings in one file`)];
  } finally {
    await rig.close();
  }
}

async function tryFile(desk: ImportDesk, what: string, file: ImportFile): Promise<string | null> {
  const refused = await desk.preview(file).then(
    () => null,
    (error: unknown) => (error instanceof Error ? error : new Error('no error', { cause: error })),
  );
  if (!(refused instanceof ImportError))
    return `${what}: ${refused === null ? 'was taken' : refused.message}`;
  if (refusalWords[refused.reason] === '') return `${what}: no sentence for ${refused.reason}`;
  // Also where somebody skips the preview.
  const report = await desk.take(file, []);
  const chats = await listSessions(desk.db, { limit: 1, before: null });
  if (chats.length > 0 || report.messages > 0) return `${what}: changed something`;
  return 'messages' in {} ? `${what}: changed the prototype` : null;
}

async function tryStrings(desk: ImportDesk, strings: readonly string[]): Promise<string | null> {
  const messages = strings.map((content, index) => ({
    role: index % 2 === 0 ? 'user' : 'assistant',
    content,
  }));
  const { rows } = await desk.preview(toFile({ messages, title: strings[0] }, 'session_hostile.json'));
  const [row] = rows;
  if (row === undefined) return 'the file was refused';
  await desk.take(toFile({ messages, title: strings[0] }, 'session_hostile.json'));
  const page = await readMessages(desk.db, { sessionId: row.sessionId, before: null, limit: 1000 });
  const kept = page.messages.map(textOf);
  const missing = strings.find((text, index) => kept[index] !== text);
  return missing === undefined ? null : `changed or lost: ${missing.slice(0, 80)}`;
}
