import type { Resync } from './protocol.ts';

/**
 * Why the mirror did not do what was asked. `unreachable`: no answer (DNS, refused, offline, too slow);
 * `unauthorized`: 401 or 403; `not-mirror`: something answers that does not speak the protocol, or only
 * half of an answer came; `resync`: 409 or 410, see `resync`; `refused`: 400 or 422; `too-large`: 413;
 * `rate-limited`: 429; `server`: 5xx.
 */
export type MirrorReason =
  | 'unreachable'
  | 'unauthorized'
  | 'not-mirror'
  | 'resync'
  | 'refused'
  | 'too-large'
  | 'rate-limited'
  | 'server';

/** The mirror client's one error. */
export class MirrorError extends Error {
  override readonly name = 'MirrorError';
  readonly reason: MirrorReason;
  /** How long the mirror asked to be left alone, in ms. */
  readonly retryAfterMs: number | null;
  /** What has to be started over; set for `resync` only. */
  readonly resync: Resync | null;

  constructor(
    reason: MirrorReason,
    options: {
      readonly cause?: unknown;
      readonly retryAfterMs?: number | null;
      readonly resync?: Resync;
    } = {},
  ) {
    super(`mirror: ${reason}`, { cause: options.cause });
    this.reason = reason;
    this.retryAfterMs = options.retryAfterMs ?? null;
    this.resync = options.resync ?? null;
  }
}
