/**
 * A failure at a chosen point. `when` names the request (`stream`: any stream, once it runs), `how` is an
 * HTTP status, `cut` (break the connection), `stall` (never answer; in a stream: say nothing more) or
 * `end` (a stream that just ends). `after`: frames that a stream sends before. `times`: null for ever.
 */
export interface Fault {
  readonly when: FaultPoint;
  readonly how: number | 'cut' | 'stall' | 'end';
  readonly after?: number;
  readonly times?: number | null;
}
export const faultPoints = [
  'any',
  'health',
  'agents',
  'create',
  'fork',
  'send',
  'resume',
  'cancel',
  'history',
  'runs',
  'stream',
] as const;
export type FaultPoint = (typeof faultPoints)[number];

/** Reads `send=503`, `resume=cut`, `history=500*2` or `stream-after=5:cut`; throws a sentence. */
export function parseFault(text: string): Fault {
  const found = /^([a-z]+)(-after)?=(?:(\d+):)?(\d{3}|cut|stall|end)(?:\*(\d+))?$/.exec(text);
  const when = faultPoints.find((point) => point === found?.[1]);
  const how = found?.[4];
  const stream = when === 'stream';
  if (!found || when === undefined || how === undefined || stream !== (found[3] !== undefined)) {
    throw new Error(`"${text}" is no failure: say for example send=503, resume=cut*1 or stream-after=5:cut.`);
  }
  const kind = how === 'cut' || how === 'stall' || how === 'end' ? how : Number(how);
  if (stream ? typeof kind === 'number' : kind === 'end')
    throw new Error(`"${text}": a stream takes cut, stall or end; a request a status, cut or stall.`);
  return {
    when,
    how: kind,
    ...(stream ? { after: Number(found[3]) } : {}),
    times: found[5] === undefined ? null : Number(found[5]),
  };
}

/** The faults that are set, each counted down as it happens. */
export interface FaultBox {
  set(faults: readonly Fault[]): void;
  /** The next fault at this point, or null. */
  take(point: FaultPoint): Fault | null;
}

export function createFaultBox(initial: readonly Fault[]): FaultBox {
  let left = initial.map((fault) => ({ fault, times: fault.times ?? Infinity }));
  return {
    set(faults) {
      left = faults.map((fault) => ({ fault, times: fault.times ?? Infinity }));
    },
    take(point) {
      const found = left.find(
        ({ fault, times }) =>
          times > 0 && (fault.when === point || (fault.when === 'any' && point !== 'stream')),
      );
      if (!found) return null;
      found.times -= 1;
      return found.fault;
    },
  };
}

/** Which point a request is; null for one that no fault names. */
export function pointOf(method: string, path: string): FaultPoint | null {
  if (path.startsWith('/v1/health')) return 'health';
  if (path.endsWith('/cancel')) return 'cancel';
  if (method === 'POST' && /\/messages(\/stream)?$/.test(path)) return 'send';
  if (method === 'POST' && path.endsWith('/stream')) return 'resume';
  if (method === 'GET' && /\/messages(\/[^/]+)?$/.test(path)) return 'history';
  if (path.startsWith('/v1/runs')) return 'runs';
  if (method === 'POST' && path === '/v1/conversations/') return 'create';
  if (method === 'POST' && path.endsWith('/fork')) return 'fork';
  if (path.startsWith('/v1/agents')) return 'agents';
  return 'any';
}
