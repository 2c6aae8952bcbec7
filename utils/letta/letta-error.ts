/** Why a request to Letta failed; the closed list that the turn service decides on. */
export type LettaErrorReason =
  | 'unreachable' // refused, DNS, TLS, offline, blocked by a missing host permission
  | 'unauthorized'
  | 'not-found' // the agent, conversation or run is gone
  | 'no-route' // the server does not have this endpoint
  | 'not-letta' // answered, but not as Letta answers
  | 'too-old' // a Letta server from before 0.14
  | 'busy' // 409: another run holds the conversation; `runId` is set where told
  | 'approval-pending'
  | 'rate-limited'
  | 'out-of-credit'
  | 'model' // the provider of the model failed, refused its own key or was too slow
  | 'too-long' // more than the model's context window holds
  | 'no-background' // 503: needs Redis
  | 'no-active-run' // nothing to resume or cancel
  | 'expired' // 410: the run's stream is gone
  | 'refused' // 4xx: the server does not take this request
  | 'server' // 5xx
  | 'broken' // the stream ended before its end
  | 'stalled' // no frame for 60 s
  | 'aborted'; // by our own signal

/** A request to Letta that failed. `message` is the server's own words where it had any. */
export class LettaError extends Error {
  override readonly name = 'LettaError';
  readonly reason: LettaErrorReason;
  /** HTTP status, 0 where there was none. */
  readonly status: number;
  /** The server's longer words, empty where none. */
  readonly detail: string;
  readonly runId: string | null;
  readonly retryAfterMs: number | null;

  constructor(
    reason: LettaErrorReason,
    message: string,
    facts: {
      status?: number;
      detail?: string;
      runId?: string | null;
      retryAfterMs?: number | null;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: facts.cause });
    this.reason = reason;
    this.status = facts.status ?? 0;
    this.detail = facts.detail ?? '';
    this.runId = facts.runId ?? null;
    this.retryAfterMs = facts.retryAfterMs ?? null;
  }
}
