import { createId } from '../../utils/chat/id.ts';
import type { Op } from '../../utils/mirror/protocol.ts';
import { createRandom, toAnswer, toQuestion } from './sample-text.ts';

/** A push of `ops` as a device sends it. */
async function push(
  { url, token }: { readonly url: string; readonly token: string },
  ops: readonly Op[],
): Promise<void> {
  const response = await fetch(`${url}/v1/ws/default/push`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ clientId: 'bench', inc: null, ops }),
  });
  if (!response.ok) throw new Error(`the mirror answered ${response.status}: ${await response.text()}`);
  await response.arrayBuffer();
}

/** `count` words. */
type Sentences = (random: () => number, count: number) => string;

/** A generator of messages as they travel, with plausible text. */
export function createOps(seed: number, sentences?: Sentences): (session: string) => Op {
  const random = createRandom(seed);
  let at = Date.UTC(2026, 0, 1);
  let count = 0;
  return (session) => {
    at += 1_000;
    count += 1;
    const asked = count % 2 === 1;
    const text =
      sentences !== undefined
        ? sentences(random, asked ? 15 : 60)
        : asked
          ? toQuestion(random)
          : toAnswer(random);
    return {
      opId: createId(),
      t: 'msg',
      message: {
        id: createId(),
        session,
        hlc: `${at.toString(16).padStart(12, '0')}.0000.bench${seed}`,
        role: asked ? 'user' : 'assistant',
        author: '',
        created_at: at,
        parts: [{ type: 'text', key: 'own', text, whole: true }],
        status: 'final',
        trouble: null,
        reply_to: null,
        variant_of: null,
        origin: null,
      },
    };
  };
}

/** Pushes `sessions` sessions of `each` messages. */
export async function fillMirror(
  mirror: { readonly url: string; readonly token: string },
  {
    sessions,
    each,
    sentences,
  }: { readonly sessions: number; readonly each: number; readonly sentences?: Sentences },
): Promise<void> {
  const toOp = createOps(1, sentences);
  let ops: Op[] = [];
  for (let session = 0; session < sessions; session += 1) {
    const id = createId();
    for (let message = 0; message < each; message += 1) ops.push(toOp(id));
    if (ops.length < 400 && session < sessions - 1) continue;
    await push(mirror, ops);
    ops = [];
  }
}
