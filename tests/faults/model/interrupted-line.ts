import type { MirrorClient } from '../../../utils/mirror/mirror-client.ts';

/** One device's line to its mirror, on which something can happen between an answer and its arrival. */
export interface InterruptedLine {
  readonly client: MirrorClient;
  /** `work` is done while the `at`-th answer from now (0: the next) is on its way; null forgets it. */
  interrupt(at: number, work: (() => Promise<void>) | null): void;
}

export function createInterruptedLine(mirror: MirrorClient): InterruptedLine {
  let left = 0;
  let due: (() => Promise<void>) | null = null;

  async function arrive<Answer>(answer: Promise<Answer>): Promise<Answer> {
    const said = await answer;
    left -= 1;
    const work = left < 0 ? due : null;
    if (work !== null) due = null;
    await work?.();
    return said;
  }

  return {
    client: {
      ...mirror,
      push: (request, signal) => arrive(mirror.push(request, signal)),
      changes: (query, signal) => arrive(mirror.changes(query, signal)),
    },
    interrupt(at, work) {
      left = at;
      due = work;
    },
  };
}
