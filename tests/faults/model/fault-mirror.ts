import { createMemoryStore } from '../../../server/mirror/memory-store.ts';
import type { MirrorStore } from '../../../server/mirror/mirror-store.ts';
import type { MirrorClient } from '../../../utils/mirror/mirror-client.ts';
import { MirrorError } from '../../../utils/mirror/mirror-error.ts';
import {
  type ChangesPage,
  defaultWorkspace as ws,
  type PushRequest,
  type PushResponse,
} from '../../../utils/mirror/protocol.ts';

/** `die-…`: the worker that asks is killed, before the mirror hears of it or after it has answered. */
export type Fault =
  | 'none'
  | 'lose-request'
  | 'lose-answer'
  | 'twice'
  | 'stale-answer'
  | 'late-repeat'
  | 'die-asking'
  | 'die-answered';

/** What one place knows: ids of messages that are there, and of such that are deleted for good. */
export interface Holdings {
  readonly live: ReadonlySet<string>;
  readonly buried: ReadonlySet<string>;
}

/** The mirror's own rules and memory store behind a line that loses, repeats and reorders. */
export interface FaultMirror {
  readonly client: MirrorClient;
  /** Ids that some client ever asked to delete. */
  readonly buried: Set<string>;
  /** What the mirror has now. */
  holdings(): Promise<Holdings>;
  /** What is still on its way to it. */
  underWay(): Holdings;
  /** A new process hears no answer to what the old one asked. */
  forgetAnswers(): void;
  /** What happens to the next requests. */
  faults: Fault[];
  /** Goes back to the state after the first `share` (0 to 1) of all pushes, in a new incarnation. */
  restore(share: number): Promise<void>;
}

export function createFaultMirror(now: () => number): FaultMirror {
  const create = (): MirrorStore => createMemoryStore({ workspaces: [ws], now });
  let store = create();
  const pushes: PushRequest[] = [];
  const answers: { pushes: PushResponse[]; pages: ChangesPage[] } = { pushes: [], pages: [] };
  const repeats: PushRequest[] = [];
  const buried = new Set<string>();

  function note(request: PushRequest): void {
    for (const id of holdingsOf([request]).buried) buried.add(id);
  }

  async function apply(request: PushRequest): Promise<PushResponse> {
    const done = await store.push(ws, structuredClone(request));
    if (done === null) throw new Error('no workspace');
    if (done.kind === 'resync') throw resyncError(done);
    pushes.push(request);
    note(request);
    const { acks, rows, cursor, inc } = structuredClone(done);
    return { acks: [...acks], rows: [...rows], cursor, inc };
  }

  async function deliver<Answer>(old: Answer[], work: () => Promise<Answer>): Promise<Answer> {
    const fault = mirror.faults.shift() ?? 'none';
    if (fault === 'lose-request') throw new MirrorError('unreachable');
    if (fault === 'die-asking') throw new Error('the worker died');
    if (fault === 'stale-answer' && old.length > 0) {
      await work();
      return old[old.length >> 1] ?? work();
    }
    const answer = await work();
    old.push(answer);
    if (fault === 'lose-answer') throw new MirrorError('unreachable');
    if (fault === 'die-answered') throw new Error('the worker died');
    return fault === 'twice' ? work() : answer;
  }

  async function push(request: PushRequest): Promise<PushResponse> {
    if (mirror.faults[0] === 'late-repeat') repeats.push(structuredClone(request));
    // A copy of an old request arrives only now.
    else if (repeats.length > 0) await apply({ ...(repeats.shift() ?? request) }).catch(() => undefined);
    return deliver(answers.pushes, () => apply(request));
  }

  async function changes(query: { since: number; inc: string | null; limit: number }): Promise<ChangesPage> {
    return deliver(answers.pages, async () => {
      const done = await store.readChanges(ws, { ...query, limit: 7 });
      if (done === null) throw new Error('no workspace');
      if (done.kind === 'resync') throw resyncError(done);
      return structuredClone(done.page);
    });
  }

  const mirror: FaultMirror = {
    client: { push, changes, check: async () => '', openLive: () => () => undefined },
    buried,
    faults: [],
    async holdings() {
      const read = await store.readChanges(ws, { since: 0, inc: null, limit: Number.MAX_SAFE_INTEGER });
      const rows = read?.kind === 'done' ? read.page.rows : [];
      return {
        live: new Set(rows.flatMap((row) => (row.kind === 'msg' ? [row.message.id] : []))),
        buried: new Set(rows.flatMap((row) => (row.kind === 'tomb' ? [row.id] : []))),
      };
    },
    underWay: () => holdingsOf(repeats),
    forgetAnswers() {
      answers.pushes = [];
      answers.pages = [];
    },
    async restore(share) {
      store = create();
      mirror.forgetAnswers();
      pushes.length = Math.floor(pushes.length * share);
      for (const request of pushes) {
        await store.push(ws, structuredClone({ ...request, inc: null }));
      }
    },
  };
  return mirror;
}

function resyncError({ resync, inc }: { resync: 'incarnation' | 'horizon'; inc: string }): MirrorError {
  return new MirrorError('resync', { resync: { resync, inc } });
}

function holdingsOf(requests: readonly PushRequest[]): Holdings {
  const ops = requests.flatMap((request) => request.ops);
  return {
    live: new Set(ops.flatMap((op) => (op.t === 'msg' ? [op.message.id] : []))),
    buried: new Set(ops.flatMap((op) => (op.t === 'tomb' ? op.ids : []))),
  };
}
