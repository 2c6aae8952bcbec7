import * as v from 'valibot';
import { MirrorError, type MirrorReason } from './mirror-error.ts';
import { resyncSchema } from './protocol.ts';

const reasons: Readonly<Record<number, MirrorReason>> = {
  401: 'unauthorized',
  403: 'unauthorized',
  413: 'too-large',
  429: 'rate-limited',
};

/** What an answer means that is not what was asked for. `json`: its body; undefined where it is none. */
export function toRequestError({ status, headers }: Response, json: unknown, cause: unknown): MirrorError {
  const retryAfterMs = parseRetryAfter(headers.get('retry-after'));
  const reason = status >= 500 ? 'server' : reasons[status];
  if (reason !== undefined) return new MirrorError(reason, { retryAfterMs });
  if (status === 409 || status === 410) {
    const resync = v.safeParse(resyncSchema, json);
    if (resync.success) return new MirrorError('resync', { resync: resync.output });
  }
  // A proxy's or a stranger's error page is no verdict on the ops that were sent.
  if ((status === 400 || status === 422) && json !== undefined) return new MirrorError('refused');
  return new MirrorError('not-mirror', { cause });
}

/** RFC 9110: seconds, or a date. */
function parseRetryAfter(value: string | null): number | null {
  if (value === null) return null;
  const seconds = Number(value);
  const ms = Number.isNaN(seconds) ? Date.parse(value) - Date.now() : seconds * 1_000;
  return Number.isNaN(ms) ? null : Math.max(0, ms);
}
