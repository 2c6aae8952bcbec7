import type { Json } from '../../utils/std/json.ts';

/** An answer that is not a success: the status, the JSON body and further headers. */
export class ServerError extends Error {
  override readonly name = 'ServerError';
  readonly status: number;
  readonly body: Readonly<Record<string, Json>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body: Readonly<Record<string, Json>>, headers: Record<string, string> = {}) {
    super(`HTTP ${status}`);
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** The usual form: `{"detail": "…"}`. */
export function refusal(status: number, detail: string): ServerError {
  return new ServerError(status, { detail });
}

/** 422 as the recorded server words a body or a query that does not fit. */
export function invalid(detail: string): ServerError {
  return new ServerError(422, { trace_id: '', detail, examples: null });
}

export const noRedis =
  'Background streaming requires Redis to be running. Please ensure Redis is properly configured. ' +
  'LETTA_REDIS_HOST: None, LETTA_REDIS_PORT: 6379';
