import { parseErrorBody, retryAfterMsOf, type ErrorBody } from './error-body.ts';
import { LettaError, type LettaErrorReason } from './letta-error.ts';

/** Turns an answer that is not 2xx into the error it means. Reads the body. */
export async function toResponseError(response: Response): Promise<LettaError> {
  const { status } = response;
  if (isRedirect(response)) {
    return new LettaError('not-letta', 'The server redirects to another address.', {
      status,
      detail: response.headers.get('location') ?? '',
    });
  }
  const body = parseErrorBody(parseJson(await response.text().catch(() => '')));
  const askedMs = retryAfterMsOf(response.headers, Date.now());
  if (body === null) {
    return new LettaError(reasonWithoutBody(status), `HTTP ${status}`, { status, retryAfterMs: askedMs });
  }
  return new LettaError(reasonOf(status, body), body.message || body.detail || `HTTP ${status}`, {
    status,
    detail: body.detail === body.message ? '' : body.detail,
    runId: body.runId,
    retryAfterMs: askedMs ?? body.resetMs,
  });
}

/** Browsers hide where a redirect leads (`opaqueredirect`, status 0); Node tells. */
function isRedirect({ type, status }: Response): boolean {
  return type === 'opaqueredirect' || (status >= 300 && status < 400);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Pages of proxies, captive portals and other servers: 5xx is trouble on the way, the rest a wrong address. */
function reasonWithoutBody(status: number): LettaErrorReason {
  if (status === 401) return 'unauthorized';
  if (status === 429) return 'rate-limited';
  if (status === 413) return 'too-long';
  return status >= 500 ? 'server' : 'not-letta';
}

function reasonOf(status: number, body: ErrorBody): LettaErrorReason {
  // Before the status: a 401 or 429 may be the model provider's, handed on.
  const named = reasonOfType(body.type) ?? reasonOfLimit(status, body);
  if (named !== null) return named;
  const words = `${body.code} ${body.message} ${body.detail}`;
  switch (status) {
    case 401:
      return 'unauthorized';
    case 402:
      return 'out-of-credit';
    case 403:
      return /pro or enterprise/i.test(words) ? 'refused' : 'unauthorized';
    case 404:
      return isMissingRoute(body) ? 'no-route' : 'not-found';
    case 409:
      return reasonOfConflict(words);
    case 410:
      return 'expired';
    case 413:
      return 'too-long';
    case 429:
      return 'rate-limited';
    case 503:
      return /requires redis/i.test(words) ? 'no-background' : 'server';
    default:
      return status >= 500 ? 'server' : reasonOfRefusal(words);
  }
}

/** FastAPI's own words for a route that does not exist; a missing thing is named at length. */
function isMissingRoute({ message, detail }: ErrorBody): boolean {
  return message === 'Not Found' || detail === 'Not Found';
}

function reasonOfConflict(words: string): LettaErrorReason {
  if (/PENDING_APPROVAL|waiting for approval/i.test(words)) return 'approval-pending';
  return /no active run/i.test(words) ? 'no-active-run' : 'busy';
}

function reasonOfRefusal(words: string): LettaErrorReason {
  if (/no active run|not created in background mode/i.test(words)) return 'no-active-run';
  if (/waiting for approval/i.test(words)) return 'approval-pending';
  return 'refused';
}

function reasonOfType(type: string): LettaErrorReason | null {
  if (type === 'llm_insufficient_credits') return 'out-of-credit';
  if (type === 'llm_rate_limit') return 'rate-limited';
  if (type.includes('context_window')) return 'too-long';
  return type.startsWith('llm_') ? 'model' : null;
}

/** Cloud's limits (402 and 429 with `reasons`): credit and plans run out, a quota comes back with time. */
function reasonOfLimit(status: number, { reasons }: ErrorBody): LettaErrorReason | null {
  if (status !== 402 && status !== 429) return null;
  if (reasons.some((reason) => reason === 'not-enough-credits' || reason.endsWith('-usage-exceeded'))) {
    return 'out-of-credit';
  }
  if (reasons.includes('exceeded-quota')) return 'rate-limited';
  if (reasons.includes('context-window-size-not-supported')) return 'too-long';
  return reasons.some((reason) => refusals.has(reason)) ? 'refused' : null;
}

const refusals: ReadonlySet<string> = new Set([
  'agents-limit-exceeded',
  'model-unknown',
  'byok-not-available-on-free-tier',
]);
