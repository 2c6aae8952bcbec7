import type { CannedAnswer, LineFault } from './faulty-proxy.ts';

const html = '<!doctype html><title>Welcome</title><h1>Please sign in to this network</h1>';
const page: CannedAnswer = { status: 200, headers: { 'content-type': 'text/html' }, body: html };
const portal: CannedAnswer = {
  status: 302,
  // A page of the same line, so that a client that follows gets its HTML.
  headers: { location: '/sign-in', 'content-type': 'text/html' },
  body: html,
};

function status(code: number, headers: Record<string, string> = {}): LineFault {
  const body = JSON.stringify({ detail: `status ${code}` });
  return {
    how: 'answer',
    answer: { status: code, headers: { 'content-type': 'application/json', ...headers }, body },
  };
}

/** Every way in which a line or what stands on it is at fault, by a name for the table. */
export const lineFaults: Readonly<Record<string, LineFault>> = {
  'connection cut': { how: 'lost' },
  'answer lost after the work': { how: 'ack-lost' },
  'half-open': { how: 'hold' },
  delay: { how: 'delay', ms: 700 },
  '200 with HTML': { how: 'answer', answer: page },
  '200 with HTML after the work': { how: 'answer-after', answer: page },
  'truncated JSON': { how: 'truncate', bytes: 60 },
  'reset in mid-body': { how: 'reset', bytes: 90 },
  'captive portal': { how: 'answer', answer: portal },
  401: status(401),
  403: status(403),
  409: status(409),
  410: status(410),
  413: status(413),
  429: status(429, { 'retry-after': '1' }),
  '429 with an absurd Retry-After': status(429, { 'retry-after': '99999999999' }),
  500: status(500),
  503: status(503, { 'retry-after': '1' }),
};
