import type { AgentChoice, SetupFailure, SetupProblem } from '../chat/setup.ts';
import { LettaError, type LettaErrorReason } from '../letta/letta-error.ts';
import { MirrorError, type MirrorReason } from '../mirror/mirror-error.ts';

const lettaProblems: Readonly<Record<LettaErrorReason, SetupProblem>> = {
  unreachable: 'server-down',
  unauthorized: 'wrong-key',
  'not-found': 'not-letta',
  'no-route': 'not-letta',
  'not-letta': 'not-letta',
  'too-old': 'server-too-old',
  busy: 'server-error',
  'approval-pending': 'server-error',
  'rate-limited': 'rate-limited',
  'out-of-credit': 'out-of-credit',
  model: 'server-error',
  'too-long': 'server-error',
  'no-background': 'server-error',
  'no-active-run': 'server-error',
  expired: 'server-error',
  refused: 'server-error',
  server: 'server-error',
  broken: 'server-down',
  stalled: 'server-down',
  aborted: 'server-down',
};

const mirrorProblems: Readonly<Record<MirrorReason, SetupProblem>> = {
  unreachable: 'mirror-down',
  unauthorized: 'wrong-token',
  'not-mirror': 'not-mirror',
  resync: 'mirror-error',
  refused: 'not-mirror',
  'too-large': 'mirror-error',
  'rate-limited': 'rate-limited',
  server: 'mirror-error',
};

/** A failure with what goes into its words. */
export function fail(problem: SetupProblem, detail = '', agents: readonly AgentChoice[] = []): SetupFailure {
  return { ok: false, problem, detail, agents };
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');
}

/** What a failed request to Letta at `baseUrl` means. */
export function toLettaFailure(error: unknown, baseUrl: string): SetupFailure {
  if (error instanceof LettaError) return fail(lettaProblems[error.reason], baseUrl);
  return fail(isTimeout(error) ? 'server-down' : 'unknown', baseUrl);
}

/** What a failed request to the mirror at `baseUrl` means. */
export function toMirrorFailure(error: unknown, baseUrl: string): SetupFailure {
  if (error instanceof MirrorError) return fail(mirrorProblems[error.reason], baseUrl);
  return fail(isTimeout(error) ? 'mirror-down' : 'unknown', baseUrl);
}
