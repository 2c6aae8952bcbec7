import { createMemoryStore } from '../../../server/mirror/memory-store.ts';
import type { MirrorStore, ResyncOutcome } from '../../../server/mirror/mirror-store.ts';
import { toResync } from '../../../server/mirror/to-resync.ts';
import type { ChangesQuery, MirrorClient } from '../../../utils/mirror/mirror-client.ts';
import { MirrorError } from '../../../utils/mirror/mirror-error.ts';
import {
  type ChangesPage,
  defaultWorkspace as ws,
  type PushRequest,
  type PushResponse,
} from '../../../utils/mirror/protocol.ts';
import { rowsIn } from '../../mirror-server/wire-sample.ts';

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
  /**
   * Goes back to the state after the first `share` (0 to 1) of all pushes. `noticed`: in a new incarnation;
   * otherwise it starts as if nothing had happened.
   */
  restore(share: number, noticed: boolean): Promise<void>;
}

/** What a mirror did, so that a backup can be made of any moment of it. `start`: the gap of its cursors. */
type Deed = { readonly at: number; readonly request: PushRequest } | { readonly gap: number };

export function createFaultMirror(now: () => number): FaultMirror {
  let replayedAt: number | null = null;
  let gap = 0;
  function create(): MirrorStore {
    const fresh = createMemoryStore({ workspaces: [ws], now: () => replayedAt ?? now(), gap: () => gap });
    void fresh.beginLife(ws);
    return fresh;
  }
  let store = create();
  let deeds: Deed[] = [];
  /** The name of the life that the mirror believes to live, where it is not its store's own. */
  let alias: { readonly own: string; readonly told: string } | null = null;
  let starts = 0;
  const answers: { pushes: PushResponse[]; pages: ChangesPage[] } = { pushes: [], pages: [] };
  const repeats: PushRequest[] = [];
  const buried = new Set<string>();

  function note(request: PushRequest): void {
    for (const id of holdingsOf([request]).buried) buried.add(id);
  }

  async function apply(request: PushRequest): Promise<PushResponse> {
    const done = await store.push(ws, structuredClone(toOwn(request)));
    if (done === null) throw new Error('no workspace');
    if (done.kind === 'resync') throw await resyncError(request.inc, done);
    deeds.push({ at: now(), request });
    note(request);
    const { acks, rows, cursor, inc } = structuredClone(done);
    return { acks: [...acks], rows: rowsIn(rows), cursor, inc: toTold(inc) };
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

  async function changes(query: ChangesQuery): Promise<ChangesPage> {
    return deliver(answers.pages, async () => {
      const done = await store.readChanges(ws, { ...toOwn(query), limit: 7 });
      if (done === null) throw new Error('no workspace');
      if (done.kind === 'resync') throw await resyncError(query.inc, done);
      const page = structuredClone(done.page);
      return { ...page, rows: rowsIn(page.rows), inc: toTold(page.inc) };
    });
  }

  function toOwn<Asked extends { readonly inc: string | null }>(asked: Asked): Asked {
    return alias !== null && asked.inc === alias.told ? { ...asked, inc: alias.own } : asked;
  }

  function toTold(inc: string): string {
    return inc === alias?.own ? alias.told : inc;
  }

  async function resyncError(inc: string | null, outcome: ResyncOutcome): Promise<MirrorError> {
    const asked = toOwn({ inc }).inc;
    const resync = await toResync(store, { ws, asked, outcome });
    return new MirrorError('resync', { resync: { ...resync, inc: toTold(resync.inc) } });
  }

  async function start(): Promise<void> {
    starts += 1;
    // Anywhere, as the product's own gaps are: a later life may begin below an earlier one.
    gap = 1 + ((starts * 2_654_435_761) % 2 ** 30);
    deeds.push({ gap });
    await store.beginLife(ws);
  }

  async function replay(done: readonly Deed[]): Promise<void> {
    store = create();
    for (const deed of done) {
      if ('gap' in deed) {
        ({ gap } = deed);
        await store.beginLife(ws);
      } else {
        replayedAt = deed.at;
        await store.push(ws, structuredClone({ ...deed.request, inc: null }));
      }
    }
    replayedAt = null;
  }

  const mirror: FaultMirror = {
    client: { push, changes, check: async () => '', openLive: () => () => undefined },
    buried,
    faults: [],
    async holdings() {
      const read = await store.readChanges(ws, { since: 0, inc: null, limit: Number.MAX_SAFE_INTEGER });
      const rows = read?.kind === 'done' ? rowsIn(read.page.rows) : [];
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
    async restore(share, noticed) {
      mirror.forgetAnswers();
      const told = toTold((await store.readWorkspace(ws))?.inc ?? '');
      deeds = deeds.slice(0, Math.floor(deeds.length * share));
      await replay(deeds);
      const own = (await store.readWorkspace(ws))?.inc ?? '';
      alias = noticed ? null : { own, told };
      await start();
    },
  };
  return mirror;
}

function holdingsOf(requests: readonly PushRequest[]): Holdings {
  const ops = requests.flatMap((request) => request.ops);
  return {
    live: new Set(ops.flatMap((op) => (op.t === 'msg' ? [op.message.id] : []))),
    buried: new Set(ops.flatMap((op) => (op.t === 'tomb' ? op.ids : []))),
  };
}
