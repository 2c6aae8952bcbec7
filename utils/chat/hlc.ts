/**
 * Hybrid logical clock: `ms(12 hex).counter(4 hex).node`, so that text order is time order. It orders
 * messages for display and settles which edit of a register is the later one; deletes never depend on it.
 */
export interface HlcClock {
  /** A value later than every one made or adopted before. */
  next(): string;
  /** Makes later values follow `hlc`. False when it was refused: malformed, or too far in the future. */
  receive(hlc: string): boolean;
  /** The latest value made or adopted, `null` before the first. To be stored with what it stamped. */
  last(): string | null;
}

/** How far ahead of the local clock another device's value may be, in ms, to be adopted. */
export const hlcToleranceMs = 60_000;

const most = { ms: 0xffff_ffff_ffff, counter: 0xffff };
const pattern = /^([0-9a-f]{12})\.([0-9a-f]{4})\.[0-9a-z]{1,32}$/;

/**
 * `node` tells devices apart (1 to 32 of `0-9a-z`); `last` is the stored `last()` of the run before;
 * `now` is epoch ms. The clock never goes back, even when `now` does.
 */
export function createHlcClock(options: {
  readonly node: string;
  readonly last: string | null;
  readonly now: () => number;
}): HlcClock {
  const { node, now } = options;
  const start = options.last === null ? null : parseHlc(options.last);
  let ms = start?.ms ?? 0;
  let counter = start?.counter ?? 0;
  let last = start === null ? null : options.last;

  function receive(hlc: string): boolean {
    const remote = parseHlc(hlc);
    if (remote === null || remote.ms > now() + hlcToleranceMs) return false;
    if (remote.ms > ms || (remote.ms === ms && remote.counter > counter)) {
      ({ ms, counter } = remote);
      last = hlc;
    }
    return true;
  }

  function next(): string {
    const time = Math.min(most.ms, Math.max(0, Math.floor(now())));
    if (time > ms) {
      ms = time;
      counter = 0;
    } else if (counter < most.counter) {
      counter += 1;
    } else {
      ms += 1;
      counter = 0;
    }
    last = formatHlc(ms, counter, node);
    return last;
  }

  return { next, receive, last: () => last };
}

/** The physical time of a value in epoch ms; 0 for text that is none. */
export function hlcTimeMs(hlc: string): number {
  return parseHlc(hlc)?.ms ?? 0;
}

/** The smallest value of `node` that is later than `hlc`: an edit must beat what its author saw. */
export function hlcAfter(hlc: string, node: string): string {
  const clock = createHlcClock({ node, last: hlc, now: () => 0 });
  return clock.next();
}

/** The node of a value, empty for text that is none. */
export function hlcNode(hlc: string): string {
  return pattern.test(hlc) ? hlc.slice(18) : '';
}

function parseHlc(hlc: string): { ms: number; counter: number } | null {
  const match = pattern.exec(hlc);
  if (match === null) return null;
  return { ms: Number.parseInt(match[1] ?? '', 16), counter: Number.parseInt(match[2] ?? '', 16) };
}

function formatHlc(ms: number, counter: number, node: string): string {
  return `${ms.toString(16).padStart(12, '0')}.${counter.toString(16).padStart(4, '0')}.${node}`;
}
