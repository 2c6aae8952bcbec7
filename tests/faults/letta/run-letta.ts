import type { FaultOptions, FaultResult } from '../fault-report.ts';
import { createTries } from '../network/tries.ts';
import { streamFaults } from './spoiled-streams.ts';
import { tryRefusals, tryRestart, tryStream, tryText } from './try-letta.ts';

const forgotten = { status: 404, body: { detail: 'Run with ID run-x not found' } };
const expired = {
  status: 410,
  body: { detail: 'Run was created more than 3 hours ago, and is now expired.' },
};
const noRedis = {
  status: 503,
  body: {
    detail: 'Background streaming requires Redis to be running. Please ensure Redis is properly configured.',
  },
};
const isRun = (path: string): boolean => path.startsWith('/v1/runs') || /\/stream(\?|$)/.test(path);

/** Lets Letta fail in every way that it was seen to, and in some that nobody has seen yet. */
export async function runLetta({ quick, runs, log }: FaultOptions): Promise<readonly FaultResult[]> {
  const tries = createTries({ item: 6, rounds: runs ?? (quick ? 1 : 10), log });
  for (const [name, fault] of Object.entries(streamFaults)) {
    const servers = fault.numbered === true ? [true] : [true, false];
    tries.add(
      `stream: ${name}`,
      servers.map((redis) => (rig) => tryStream(rig, { fault, redis })),
    );
  }
  tries.add(
    'dies in mid-answer and comes back',
    [0, 1, 60].flatMap((afterPieces) =>
      [true, false].map((redis) => (rig) => tryRestart(rig, { afterPieces, redis })),
    ),
  );
  tries.add('forgets the run', [
    (rig) => tryRefusals(rig, { refuse: ({ path }) => (isRun(path) ? forgotten : null), cutStream: true }),
    (rig) => tryRefusals(rig, { refuse: ({ path }) => (isRun(path) ? expired : null), cutStream: true }),
  ]);
  tries.add('loses Redis', [
    (rig) =>
      tryRefusals(rig, {
        refuse: ({ body }) => (/"background":true/.test(body) ? noRedis : null),
        cutStream: false,
      }),
  ]);
  tries.add('an answer of 5 MB', [(rig) => tryText(rig, () => ['Ünï👍 '.repeat(700_000)])]);
  const pieces = quick ? 100_000 : 1_000_000;
  tries.add(`${pieces} tiny pieces`, [(rig) => tryText(rig, () => tinyPieces(pieces))]);
  return tries.run();
}

function* tinyPieces(count: number): Generator<string> {
  for (let i = 0; i < count; i += 1) yield i % 20 === 19 ? '\n' : 'x';
  yield '.';
}
