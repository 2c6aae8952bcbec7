import * as v from 'valibot';
import { createId } from '../../../utils/chat/id.ts';
import { textOf } from '../../../utils/chat/message.ts';
import { opSchema, type Op } from '../../../utils/mirror/protocol.ts';
import { comes, createRig, type RigMirror } from '../network/rig.ts';
import { createTally, type FaultResult } from '../fault-report.ts';
import { countTry } from '../storage/count-try.ts';
import { toHostileChats } from './hostile-chats.ts';

/** Names that reach for the prototype of everything, in each place where a row has names. */
const evil = '"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}}';

/** Rows of a mirror that somebody else writes to arrive as words, and change nothing but their session. */
export async function tryMirrorRows(strings: readonly string[]): Promise<readonly FaultResult[]> {
  const tally = createTally(8, 'strings and prototypes in rows of the mirror');
  await countTry(tally, () => tryRows(strings));
  return [tally.result(`${strings.length} strings`)];
}

async function tryRows(strings: readonly string[]): Promise<string | null> {
  const rig = createRig();
  try {
    const mirror = await rig.mirror();
    const [chat] = toHostileChats(strings, strings.length);
    if (chat === undefined) return 'no strings';
    const { sessionId } = chat;
    await push(
      mirror,
      strings.map((text, index) => toMessageOp(sessionId, text, index)),
    );
    await push(mirror, toRegisterOps(sessionId, strings));
    const device = rig.device({ mirror: { baseUrl: mirror.url, token: mirror.token } });
    const screen = await device.open(sessionId);
    const arrived = await comes(async () => (await screen.read()).session?.count === strings.length);
    if (!arrived)
      return `only ${(await screen.read()).session?.count ?? 0} of ${strings.length} rows arrived`;
    const { messages, session } = await screen.read();
    const odd = messages.find(
      ({ hlc, parts }) => textOf({ parts }) !== strings[Number.parseInt(hlc.slice(13, 17), 16)],
    );
    if (odd !== undefined) return `a row came in changed: ${textOf(odd).slice(0, 80)}`;
    if ('polluted' in {} || 'polluted' in []) return 'a row changed the prototype';
    return session?.title === strings[0]?.trim() ? null : `the title is ${session?.title}`;
  } finally {
    Reflect.deleteProperty(Object.prototype, 'polluted');
    await rig.close();
  }
}

function toMessageOp(session: string, text: string, index: number): string {
  const words = JSON.stringify(text);
  const hlc = `0190${'0'.repeat(8)}.${index.toString(16).padStart(4, '0')}.hostile`;
  return (
    `{"opId":"${createId()}","t":"msg",${evil},"message":{"id":"${createId()}","session":"${session}","hlc":"${hlc}",` +
    `"role":"${index % 2 === 0 ? 'user' : 'assistant'}","author":${JSON.stringify(text.slice(0, 500))},"created_at":1,` +
    `"parts":[{"type":"text","key":${words},"text":${words},"whole":true,${evil}},{"type":"hologram",${evil}},` +
    `{"type":"__proto__","text":${words}}],"status":"final","trouble":null,"reply_to":null,"variant_of":null,"origin":null,${evil}}}`
  );
}

function toRegisterOps(session: string, strings: readonly string[]): string[] {
  const hlc = '019000000000.0000.hostile';
  const set = (field: string, value: string): string =>
    `{"opId":"${createId()}","t":"reg","session":"${session}","field":${JSON.stringify(field)},"value":${value},"hlc":"${hlc}"}`;
  return [
    set('title', JSON.stringify(strings[0])),
    ...['__proto__', 'constructor', 'toString', 'hasOwnProperty'].map((field) => set(field, `{${evil}}`)),
    set('binding', `{${evil},"agentId":1}`),
    set('posting', `{${evil}}`),
    ...strings.slice(0, 100).map((text) => set(`tag:${text.slice(0, 60)}`, 'true')),
  ];
}

/** As text: a script that writes JSON by hand is not held back by what JavaScript objects can be. */
async function push({ url, token }: RigMirror, ops: readonly string[]): Promise<void> {
  for (let from = 0; from < ops.length; from += 100) {
    const some = ops.slice(from, from + 100);
    // The test must send what the mirror would take from any device.
    some.forEach((op): Op => v.parse(opSchema, JSON.parse(op)));
    const response = await fetch(`${url}/v1/ws/default/push`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: `{"clientId":"stranger","inc":null,"ops":[${some.join(',')}]}`,
    });
    if (!response.ok) throw new Error(`the mirror answered ${response.status}: ${await response.text()}`);
  }
}
